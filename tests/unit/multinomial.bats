load ../helper

check() { run -0 "$BUILD/test/multinomial" "$1"; }

@test "a binomial count's p-value is its exact tail, both sides" { check binomial; }
@test "classes that expect too little are pooled" { check pooling; }
@test "Pearson's chi2 of a thrown die is the textbook's" { check die; }
@test "two jobs are compared as a two by two table" { check two-by-two; }
@test "equal counts by chance are as likely as their sum over all counts says" { check equal-by-chance; }
@test "sound jobs that end by exhaustion are called bad as often as the p-value says" { check sound-jobs; }
