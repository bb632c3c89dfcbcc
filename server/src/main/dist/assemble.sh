#!/usr/bin/env bash
# Lays out what bin/nats-server runs: jars, and the archive that makes the start fast.
#
#   assemble.sh DIST JAR CLASS_PATH STAMP   run by the build (server/pom.xml, phase package)
#   assemble.sh DIST                        again for the JDK found now, with the jars of the last build
#
# DIST/launch            what bin/nats-server reads; written last, in one step
# DIST/<id>/lib          jars; <id> is their checksum and that of options and training, so a changed build never touches a running server
# DIST/<id>/<jdk>/       per JDK: the archives, and java under the name nats-server
# DIST/class-path        the class path of the last build
# DIST/stamp             as old as the start of the build that made it
set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$1"
dist=$(cd "$1" && pwd)
[ $# -eq 1 ] || printf '%s\n' "$2:$3" >"$dist/class-path"
say() { echo "assemble: $*" >&2; }

. "$here/jdk.sh"
jdk_find || jdk_complain || exit 1
jdk_options "$here/jvm.options" "$jdk_feature"

# --- jars ---------------------------------------------------------------------------------------
IFS=: read -r -a jars <"$dist/class-path"
staging=$(mktemp -d "$dist/.staging.XXXXXX")
trap 'rm -rf "$staging"' EXIT
trap '' PIPE # a connection that the training server closes is an error of its client, not our end
names=()
for jar in "${jars[@]}"; do
  [ -f "$jar" ] || continue # the module's own classes directory, whose jar comes first
  names+=("${jar##*/}")
  cp "$jar" "$staging/"
done
id=$(cd "$staging" && cksum "${names[@]}" "$here/jvm.options" "$here/training.sh" | cksum)
id=${id%% *}
home=$dist/$id
if [ ! -d "$home/lib" ]; then
  mkdir -p "$home"
  mkdir "$staging/lib"
  (cd "$staging" && mv "${names[@]}" lib/)
  mv "$staging/lib" "$home/lib"
fi
class_path=
for jar in "${names[@]}"; do class_path+=:\$dist/$id/lib/$jar; done
class_path=${class_path#:}

# --- the JDK under our name -----------------------------------------------------------------------
# Process lists, pgrep and --signal look for a process called nats-server; on Linux the kernel takes
# that name from the file that was executed, and java finds its home behind the link.
jdk_id=$(printf '%s' "$jdk_home $jdk_version" | cksum)
room=$id/jdk-$jdk_feature-${jdk_id%% *}
mkdir -p "$dist/$room"
executable=$jdk_home/bin/java
if [ "$(uname)" = Linux ]; then
  ln -sf "$executable" "$dist/$room/nats-server"
  executable=\$dist/$room/nats-server
fi

# --- the archives ---------------------------------------------------------------------------------
# All of an archive becomes resident, so that servers for core messaging alone have one of their own.
if [ "$jdk_feature" -ge 25 ]; then
  suffix=aot make_flag=-XX:AOTCacheOutput use_flag=-XX:AOTCache
else
  suffix=jsa make_flag=-XX:ArchiveClassesAtExit use_flag=-XX:SharedArchiveFile
fi
. "$here/training.sh"

# make_archive KIND: makes $room/nats-server-KIND.SUFFIX where it is not there; says why where that fails.
make_archive() {
  local archive=$dist/$room/nats-server-$1.$suffix run_dir=$staging/training-$1
  [ ! -s "$archive" ] || return 0
  rm -f "$archive"
  mkdir "$run_dir"
  # shellcheck disable=SC2086
  if train "$1" "$run_dir" "$jdk_home/bin/java" -Dmyelin.argv0=nats-server $jdk_flags \
    "$make_flag=$archive" -cp "${class_path//\$dist/$dist}" io.myelin.server.Main \
    && [ -s "$archive" ]; then
    say "made $(basename "$archive") for Java $jdk_version"
  else
    rm -f "$archive"
    say "no archive for Java $jdk_version: the training run failed, starts will be slow. Its output:"
    grep -hvE "^Picked up|AOT" "$run_dir"/*.log | tail -n 20 >&2 || :
  fi
}

# use_archive KIND: the option that uses it, nothing where there is none.
use_archive() {
  [ ! -s "$dist/$room/nats-server-$1.$suffix" ] || echo "$use_flag=\$dist/$room/nats-server-$1.$suffix"
}

make_archive core
make_archive whole

# --- done: publish in one step, drop builds before the last two -------------------------------------
cat >"$staging/launch" <<LAUNCH
# Written by assemble.sh; read by bin/nats-server.
java_home='$jdk_home'
java_version='$jdk_version'
executable="$executable"
class_path="$class_path"
jvm_flags='$jdk_flags'
core_archive_flag="$(use_archive core)"
whole_archive_flag="$(use_archive whole)"
LAUNCH
touch "$home"
mv "$staging/launch" "$dist/launch"
if [ $# -gt 1 ]; then TZ=UTC touch -t "$4" "$dist/stamp"; fi
ls -dt "$dist"/[0-9]*/ | tail -n +3 | while read -r old; do rm -rf "$old"; done
