# lib/core/random; the cases are in random.c beside this file
load ../helper

check() { run -0 "$BUILD/test/random" "$1"; }

@test "the generator is Philox4x64-10: Random123's known answer" { check known; }
@test "streams of another seed, purpose or index share no number and do not correlate" { check streams; }
@test "uniform numbers fill (0, 1) evenly and never reach an end" { check uniform; }
@test "whole numbers below any bound come equally often" { check below; }
@test "Poisson counts have mean, variance and shape, from 0.001 to 1e15" { check poisson; }
@test "binomial counts have mean, variance and shape, up to 9e15 trials" { check binomial; }
@test "multinomial counts add up and have their means" { check multinomial; }
@test "a shuffle puts every element everywhere and loses none" { check shuffle; }
