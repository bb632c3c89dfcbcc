# Sourced by bin/nats-server, myelin and assemble.sh: finds a JDK and reads its options. POSIX sh, and
# without starting processes except where a symbolic link on PATH has to be followed.

jdk_oldest=21

# jdk_read HOME: sets jdk_version (the exact build), jdk_feature (25) and jdk_rank (comparable number).
jdk_read() {
  jdk_version='' jdk_release=''
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  while IFS='=' read -r jdk_key jdk_value; do
    jdk_value=${jdk_value#\"}
    jdk_value=${jdk_value%\"}
    case $jdk_key in
      JAVA_RUNTIME_VERSION) jdk_version=$jdk_value ;;
      JAVA_VERSION) jdk_release=$jdk_value ;;
    esac
    [ -z "$jdk_version" ] || [ -z "$jdk_release" ] || break
  done <"$1/release"
  jdk_version=${jdk_version:-$jdk_release}
  jdk_feature=${jdk_release%%[!0-9]*}
  [ -n "$jdk_feature" ] || return 1
  jdk_rest=${jdk_release#"$jdk_feature"}
  jdk_rank=$jdk_feature
  for jdk_part in interim update patch; do
    jdk_rest=${jdk_rest#.}
    jdk_part=${jdk_rest%%[!0-9]*}
    jdk_rest=${jdk_rest#"$jdk_part"}
    jdk_rank=$((jdk_rank * 1000 + ${jdk_part:-0}))
  done
}

# jdk_find: sets jdk_home, jdk_version and jdk_feature. MYELIN_JAVA_HOME decides if it is set; else the
# newest released version wins, and of equal ones the first in this order.
jdk_find() {
  if [ -n "${MYELIN_JAVA_HOME-}" ]; then
    jdk_home=$MYELIN_JAVA_HOME
    jdk_read "$jdk_home" && [ "$jdk_feature" -ge "$jdk_oldest" ]
    return
  fi
  jdk_home='' jdk_best=0
  jdk_on_path=$(command -v java || :)
  while [ -h "$jdk_on_path" ]; do
    jdk_link=$(readlink "$jdk_on_path")
    case $jdk_link in
      /*) jdk_on_path=$jdk_link ;;
      *) jdk_on_path=${jdk_on_path%/*}/$jdk_link ;;
    esac
  done
  for jdk_candidate in "${JAVA_HOME-}" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* \
    "$HOME"/.local/share/mise/installs/java/* "${jdk_on_path%/bin/java}"; do
    [ -n "$jdk_candidate" ] && jdk_read "$jdk_candidate" || continue
    case $jdk_version in *-ea*) continue ;; esac
    if [ "$jdk_feature" -ge "$jdk_oldest" ] && [ "$jdk_rank" -gt "$jdk_best" ]; then
      jdk_home=$jdk_candidate jdk_best=$jdk_rank
    fi
  done
  [ -n "$jdk_home" ] && jdk_read "$jdk_home"
}

# jdk_complain: says on stderr why jdk_find failed; returns 1.
jdk_complain() {
  if [ -n "${MYELIN_JAVA_HOME-}" ]; then
    echo "nats-server: MYELIN_JAVA_HOME=$MYELIN_JAVA_HOME is not a JDK of version $jdk_oldest or newer;" \
      "point it at one, or unset it to use the newest JDK found" >&2
  else
    echo "nats-server: no JDK of version $jdk_oldest or newer found (JAVA_HOME, /usr/lib/jvm, PATH and" \
      "the usual places were searched); install one (25 is best: https://adoptium.net), or set" \
      "MYELIN_JAVA_HOME" >&2
  fi
  return 1
}

# jdk_options FILE FEATURE: sets jdk_flags to the options in FILE that suit that Java version.
jdk_options() {
  jdk_flags=
  while read -r jdk_line; do
    case $jdk_line in
      '#'* | '') continue ;;
      [0-9]*:*)
        jdk_range=${jdk_line%%:*}
        jdk_line=${jdk_line#*:}
        jdk_from=${jdk_range%-*}
        jdk_to=${jdk_range#*-}
        [ "$2" -ge "$jdk_from" ] && [ "$2" -le "${jdk_to:-$2}" ] || continue
        ;;
    esac
    jdk_flags="$jdk_flags $jdk_line"
  done <"$1"
}

# jdk_memory: sets jdk_memory_flags. The heap is a fraction of the machine's (or the container's) memory
# by the JVM's own default; memory outside the heap, where messages live, has no such default.
jdk_memory() {
  jdk_memory_flags=
  [ -r /proc/meminfo ] || return 0
  read -r _ jdk_kib _ </proc/meminfo
  jdk_limit=
  [ ! -r /sys/fs/cgroup/memory.max ] || read -r jdk_limit </sys/fs/cgroup/memory.max
  case $jdk_limit in
    '' | *[!0-9]*) ;;
    *) [ "$((jdk_limit / 1024))" -ge "$jdk_kib" ] || jdk_kib=$((jdk_limit / 1024)) ;;
  esac
  jdk_memory_flags=-XX:MaxDirectMemorySize=$((jdk_kib / 2))k
}
