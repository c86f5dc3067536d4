load ../helper

@test "what a process waited for that was killed is found by one other, and not while it lived" { run -0 timeout 20 "$BUILD/test/waiting" followed; }

@test "of several processes that waited for the same each that was killed has its own follower" { run -0 timeout 20 "$BUILD/test/waiting" several; }

@test "a process whose parent was killed is waited for" { run -0 timeout 20 "$BUILD/test/waiting" orphan; }
