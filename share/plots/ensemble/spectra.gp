# spectra.gp - the spectra whose tails are counted; dio, rpc, rmc, ipa: energy_mev, value, out: SVG
height = 420
load plots.'/common.gp'
set output out
set key outside right
set logscale y
set format y '10^{%T}'
set xlabel 'energy (MeV)'
set ylabel 'density (1/MeV), largest value 1'
set yrange [1e-12:2]
set xrange [30:140]
stats dio using 2 nooutput name 'D'
stats rpc using 2 nooutput name 'P'
stats rmc using 2 nooutput name 'M'
stats ipa using 2 nooutput name 'I'
plot dio using 1:($2/D_max) with lines lw 2 lc '#4a78a8' title 'DIO electron', \
     ipa using 1:($2/I_max) with lines lw 2 dt 2 lc '#c07a20' title 'IPA Michel electron', \
     rpc using 1:($2/P_max) with lines lw 2 lc '#a8484a' title 'RPC photon', \
     rmc using 1:($2/M_max) with lines lw 2 lc '#5a9a6a' title 'RMC photon'
