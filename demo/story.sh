# Sourced by demo.sh. How the story is told, and how its claims are counted.

chapters=0
claims=0
false_claims=()
story_began=$SECONDS
chapter_began=$SECONDS

# What is shown is also kept, since one claim is about what was shown.
say() {
  printf '%s\n' "$*"
  printf '%s\n' "$*" >> "$work/printed"
}

# chapter TITLE LINE...
chapter() {
  local line
  if [ "$chapters" -gt 0 ]; then chapter_over; fi
  chapters=$((chapters + 1))
  chapter_began=$SECONDS
  say
  say "$chapters. $1"
  shift
  for line; do say "   $line"; done
}

chapter_over() { say "   ($((SECONDS - chapter_began)) s)"; }

# claim TEXT COMMAND...: prints the text as what it is, true or false
claim() {
  local text=$1
  shift
  claims=$((claims + 1))
  if "$@"; then
    say "  ✓ $text"
  else
    false_claims+=("$text")
    say "  ✗ FALSE: $text"
  fi
}

# field NAME KEY: a field at the top of a document that the command line wrote, which has one field a line
field() { sed -n "s/^  \"$2\" : \"\{0,1\}\(.*[^\",]\)\"\{0,1\},\{0,1\}\$/\1/p" "$work/$1.json"; }

field_is() { [ "$(field "$1" "$2")" = "$3" ]; }

# top_fields_are NAME KEY VALUE...
top_fields_are() {
  local name=$1
  shift
  while [ $# -gt 0 ]; do
    field_is "$name" "$1" "$2" || return 1
    shift 2
  done
}

the_end() {
  local text
  chapter_over
  say
  if [ ${#not_shown[@]} -gt 0 ]; then
    say "What this machine could not show:"
    for text in "${not_shown[@]}"; do say "  - $text"; done
  fi
  if [ ${#false_claims[@]} -gt 0 ]; then
    say "${#false_claims[@]} of $claims claims were FALSE:"
    for text in "${false_claims[@]}"; do say "  - $text"; done
    exit 1
  fi
  say "All $claims claims were true, after $((SECONDS - story_began)) s."
}
