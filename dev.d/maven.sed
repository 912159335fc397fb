# What of Maven's output people see while tests run: each class as it ends, and every error.
s/\x1b\[[0-9;]*m//g
/^\[[A-Z]+\] +Tests run: .*Time elapsed/ {
  s/^\[[A-Z]+\] +Tests run: ([0-9]+), Failures: ([0-9]+), Errors: ([0-9]+), Skipped: ([0-9]+), Time elapsed: ([0-9.]+ s).*-+ in (.*)/  \6: \1 tests, \2 failed, \3 errors, \4 skipped, \5/
  s/, 0 failed//
  s/, 0 errors//
  s/, 0 skipped//
  p
  d
}
/^\[ERROR\]/p
