# jobs.gp - livetime of each job; jobs: check-sampling --per-job, out: SVG
height = 320
load plots.'/common.gp'
set output out
set xlabel 'job'
set ylabel 'livetime (s)'
set yrange [0:*]
set boxwidth 0.7
set xtics auto
plot jobs using 0:(column('livetime_s')) with boxes lc '#5a9a6a'
