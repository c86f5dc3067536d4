load ../helper

check() { run -0 "$BUILD/test/sampling" "$1"; }

@test "minstd_rand0 gives the number that the C++ standard says; equal seeds are equal" { check engine; }
@test "a choice is made with two numbers, the second the larger digit" { check first-choice; }
@test "a single data set uses no random number" { check alone; }
@test "many data sets are chosen as few are" { check few-and-many; }
@test "stopping with the last event leaves the sequence where it was" { check until-empty; }
@test "a limit of 0 chooses nothing" { check limits; }
@test "weights that art refuses are refused" { check refused; }
@test "exact counts follow the sum over all sequences, with and without a limit" { check exact; }
@test "art's choices follow the same law" { check art-too; }
@test "events beside a clock are negative-binomial, for any number of events" { check clock; }
@test "counts under a limit are multinomial" { check multinomial; }
@test "all orders of given counts are equally likely" { check order; }
