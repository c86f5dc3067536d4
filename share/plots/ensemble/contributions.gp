# contributions.gp - what each process contributes; weights: weigh-datasets, out: SVG
height = 380
load plots.'/common.gp'
set output out
set logscale y
set format y '10^{%T}'
set ylabel 'events in the data set'
set xtics rotate by -25
set boxwidth 0.6
set yrange [0.5:*]
plot weights using 0:(column('mean_events')):xtic(strcol('process')) with boxes lc '#4a78a8', \
     '' using 0:(column('mean_events')*1.6):(sprintf('%.4g', column('mean_events'))) with labels tc '#333333'
