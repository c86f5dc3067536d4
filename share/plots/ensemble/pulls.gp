# pulls.gp - sampled against expected; validation: rows 'dataset' of check-sampling, out: SVG
height = 320
load plots.'/common.gp'
set output out
set ylabel 'pull'
set yrange [*<-4:4<*]
set xtics rotate by -25
set arrow from graph 0, first 0 to graph 1, first 0 nohead lc '#888888'
set arrow from graph 0, first 2 to graph 1, first 2 nohead dt 2 lc '#bbbbbb'
set arrow from graph 0, first -2 to graph 1, first -2 nohead dt 2 lc '#bbbbbb'
set offsets 0.5, 0.5, 0, 0
plot validation using 0:(column('pull')):xtic(strcol('dataset')) with points pt 7 ps 1.1 lc '#a8484a'
