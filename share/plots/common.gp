# common.gp - the look of all pictures: SVG on white, tables with a header line
set terminal svg size 900,height dynamic font 'sans-serif,13' background '#ffffff'
set datafile separator tab
set datafile missing '-'
set datafile commentschars '#'
set key autotitle columnheader
unset key
set border 3 lc '#555555'
set tics nomirror out tc '#333333'
set grid y lc '#dddddd' lt 1
set style fill solid 1 noborder
