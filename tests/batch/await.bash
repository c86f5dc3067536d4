# await - batch-wait at work for as long as something has not come, and no longer

# wait_until_submitted DIR K: batch-wait is at work on DIR until that has its submission K
wait_until_submitted() {
  batch-wait -q "$1" 2> /dev/null 3>&- &
  until_it test -s "$1/submissions/$2/id"
  kill $!
  wait $! || :
}
