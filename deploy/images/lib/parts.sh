# What is in each image.

ALL_IMAGES=(operator node-agent launcher vnc-proxy importer portal)
VERSION=$(sed -n 's|^    <version>\(.*\)</version>|\1|p' "$root/pom.xml" | head -n 1)
ARCHITECTURE=$(dpkg --print-architecture)

# Modules of the JDK that the parts and their libraries use.
JAVA_MODULES=java.base,java.logging,java.management,java.naming,java.net.http,java.rmi,java.security.jgss,java.sql,java.transaction.xa,java.xml,jdk.httpserver,jdk.management,jdk.unsupported,jdk.zipfs

# Packages that others depend on for their installation, or for what is not used here. No image has a shell.
NOT_NEEDED='adduser cdebconf debconf dpkg dash gcc-12-base install-info iso-codes libasound2-data libaudit-common libcap2-bin libdebian-installer4 libelogind0 libexecs0 libnewt0.52 libpam-modules libpam-modules-bin libsemanage-common libsemanage2 libsepol2 libsepol1 libslang2 libtextwrap1 libtirpc-common libtirpc3 openssl passwd readline-common tar util-linux-extra'

SHARED=(closure prune accounts merged classes program programs runtime_of class_archive)

QEMU_PACKAGES='qemu-system-x86 qemu-utils ovmf swtpm libcap-ng0'
NODE_PACKAGES='iproute2 nftables'

# closure PACKAGE…: the packages with all that they need to run.
closure() {
    apt-cache "${apt_options[@]}" depends --recurse --important --no-conflicts --no-breaks --no-replaces "$@" |
        grep -E '^[a-z0-9]' | grep -v : | sort -u | grep -vxF "$(tr ' ' '\n' <<<"$NOT_NEEDED")"
}

# prune TREE: removes what only people read.
prune() {
    rm -rf "$1"/usr/share/{doc,man,info,locale,lintian,bash-completion,zsh,bug,applications,icons,metainfo,doc-base,menu,gdb,perl5} \
        "$1"/usr/lib/*/gconv "$1"/usr/lib/{systemd,udev,tmpfiles.d,sysusers.d} "$1"/lib/{systemd,udev} \
        "$1"/etc/{init.d,default,cron.d,logrotate.d,apparmor.d} "$1"/usr/include
}

# accounts TREE: the files by which programs know users and hosts, and a place for small files.
accounts() {
    mkdir -p "$1/etc" "$1/tmp" "$1/proc" "$1/sys" "$1/dev" "$1/run" "$1/var"
    ln -s ../run "$1/var/run"
    chmod 1777 "$1/tmp"
    printf '%s\n' root:x:0:0:root:/:/nonexistent qemu:x:107:107:qemu:/:/nonexistent nonroot:x:65532:65532:nonroot:/:/nonexistent >"$1/etc/passwd"
    printf '%s\n' root:x:0: qemu:x:107: nonroot:x:65532: >"$1/etc/group"
    printf 'passwd: files\ngroup: files\nhosts: files dns\n' >"$1/etc/nsswitch.conf"
}

# merged TREE: one tree of programs and libraries, as Debian 12 is installed, so that layers do not hide each other's directories.
merged() {
    local directory
    for directory in bin sbin lib lib64; do
        if [ -d "$1/$directory" ] && [ ! -L "$1/$directory" ]; then
            mkdir -p "$1/usr/$directory"
            cp -a "$1/$directory/." "$1/usr/$directory/"
            rm -r "${1:?}/$directory"
        fi
        mkdir -p "$1/usr/$directory"
        ln -s "usr/$directory" "$1/$directory"
    done
}

make_base() {
    fetch "$1" libc6
    prune "$1"
    merged "$1"
    accounts "$1"
}

make_qemu() {
    # shellcheck disable=SC2046,SC2086
    fetch "$1" $(closure $QEMU_PACKAGES)
    prune "$1"
    rm -rf "$1"/usr/bin/qemu-{nbd,storage-daemon,io,system-i386,system-x86_64-microvm} "$1"/usr/bin/{elf2dmp,certtool,p11-kit,bdftopcf} \
        "$1"/usr/share/{alsa,sounds,OVMF/OVMF_CODE.fd,OVMF/OVMF_VARS.fd}
    programs "$1" setpriv
    find "$1/usr/bin" -type f ! -name 'qemu-*' ! -name 'swtpm*' ! -name setpriv -delete
    find "$1/usr/sbin" "$1/sbin" "$1/bin" -type f -delete 2>/dev/null || true
    merged "$1"
    accounts "$1"
}

# programs TREE NAME…: single programs of packages that have many.
programs() {
    local tree=$1 name
    shift
    [ -d "$work/tools" ] || fetch "$work/tools" util-linux coreutils
    mkdir -p "$tree/usr/bin"
    for name in "$@"; do cp "$(find "$work/tools/usr/bin" "$work/tools/bin" -name "$name" -type f)" "$tree/usr/bin/"; done
}

make_node() {
    # Only what the layer of QEMU has not.
    # shellcheck disable=SC2046,SC2086
    fetch "$1" $(comm -23 <(closure $NODE_PACKAGES) <(closure $QEMU_PACKAGES))
    programs "$1" nsenter dd
    prune "$1"
    merged "$1"
    rm "$1"/{bin,sbin,lib,lib64}
}

make_java() {
    "$JDK/bin/jlink" --add-modules "$JAVA_MODULES" --strip-debug --no-header-files --no-man-pages --output "$work/jre"
    "$work/jre/bin/java" -XX:+UseSerialGC -Xshare:dump >/dev/null
    "$work/jre/bin/java" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xshare:dump >/dev/null
    mkdir -p "$1/opt"
    mv "$work/jre" "$1/opt/java"
    rm -rf "$1/opt/java/legal"
}

# classes TREE MODULE: the jars of a part.
classes() {
    mkdir -p "$1/opt/slipway/lib"
    cp "$root/$2"/target/image-lib/*.jar "$root/$2"/target/slipway-"$2"-"$VERSION".jar "$1/opt/slipway/lib/"
    chmod 644 "$1"/opt/slipway/lib/*.jar
}

make_operator() { classes "$1" backend-operator; }
make_agent() { classes "$1" node-agent; }
make_proxy() { classes "$1" vnc-proxy; }

# The portal's jars as Quarkus lays them out.
make_portal() {
    mkdir -p "$1/opt/slipway/portal"
    cp -r "$root"/portal/target/quarkus-app/{app,lib,quarkus,quarkus-run.jar} "$1/opt/slipway/portal/"
    chmod -R u=rwX,go=rX "$1/opt/slipway/portal"
}

# program TREE NAME MAIN FLAG…: a native launcher, since there is no shell that could run a script; its jars are in lib.
program() {
    local tree=$1 name=$2 main=$3 jar=
    shift 3
    "$JDK/bin/jpackage" --type app-image --runtime-image "$tree.runtime" --name "$name" --input "$tree/opt/slipway/lib" \
        --main-jar "$(basename "$(ls "$tree"/opt/slipway/lib/slipway-*.jar | head -n 1)")" --main-class "$main" --dest "$tree.app" >/dev/null
    mkdir -p "$tree/opt/slipway/bin" "$tree/opt/slipway/lib/app" "$tree/usr/bin"
    cp "$tree.app/$name/bin/$name" "$tree/opt/slipway/bin/"
    cp "$tree.app/$name/lib/libapplauncher.so" "$tree/opt/slipway/lib/"
    {
        printf '[Application]\napp.runtime=/opt/java\napp.mainclass=%s\n' "$main"
        for jar in "$tree"/opt/slipway/lib/*.jar; do printf 'app.classpath=/opt/slipway/lib/%s\n' "$(basename "$jar")"; done
        printf '\n[JavaOptions]\n'
        printf 'java-options=%s\n' "$@"
    } >"$tree/opt/slipway/lib/app/$name.cfg"
    ln -s "/opt/slipway/bin/$name" "$tree/usr/bin/$name"
    rm -rf "$tree.app"
}

# A runtime for jpackage to look at; the image has its own.
runtime_of() { ln -sfn "$JDK" "$1.runtime"; }

# class_archive TREE NAME JAR: the classes of the list of that name, read and checked once, for the image's own JVM to map. Not an AOT cache: the
# same input would give other bytes each time. The JVM looks at the age of what it was made of, and takes the archive by the names below /opt.
class_archive() {
    local java
    java=$(printf '%s\n' "${layers[@]}" | grep '/java-')
    mkdir "$1.jvm"
    tar --extract --gzip --directory "$1.jvm" <"$java/gz"
    touch --date=@$EPOCH "$1/opt/slipway/lib/$3"
    # From the top of the tree, because the archive holds the path of the jar as it is given.
    (cd "$1" && "$1.jvm/opt/java/bin/java" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xmx256m -Xlog:disable -Xlog:all=error:stderr -Xshare:dump \
        -XX:SharedClassListFile="$root/deploy/images/classes/$2" -XX:SharedArchiveFile="opt/slipway/lib/$2.jsa" -cp "opt/slipway/lib/$3" >&2)
    chmod 644 "$1/opt/slipway/lib/$2.jsa"
    rm -r "$1.jvm"
}

# What is in the archive as objects needs more of a heap than the launcher begins with elsewhere; where it does not fit, half of the gain is lost.
make_launcher() {
    mkdir -p "$1/opt/slipway/lib"
    cp "$root/launcher/target/slipway-launcher-$VERSION.jar" "$1/opt/slipway/lib/"
    runtime_of "$1"
    # shellcheck disable=SC2046
    program "$1" slipway-launcher dev.slipway.launcher.Main $(grep '^-' "$root/launcher/src/main/resources/dev/slipway/launcher/jvm-flags.txt") \
        -Xms4m -XX:SharedArchiveFile=/opt/slipway/lib/launcher.jsa
    class_archive "$1" launcher "slipway-launcher-$VERSION.jar"
    # What backup programs run in the launcher's container, see the annotations of its Pod.
    program "$1" virt-freezer dev.slipway.launcher.Freezer -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:-UsePerfData -Xint -Xmx16m
}

# What the side-cars of container disks run, and what brings it to them; the library is for the latter. Pods that hold a plugged
# disk sleep. The container of the console's log makes a pipe (env, find, mkfifo) and reads it (cat).
WAITER_PACKAGES='catatonit coreutils findutils libattr1'
make_waiter() {
    # shellcheck disable=SC2086
    fetch "$1.all" $WAITER_PACKAGES
    mkdir -p "$1/usr/bin" "$1/usr/lib"
    cp "$1.all/usr/bin/catatonit" "$1.all"/bin/{cat,cp,sleep} "$1.all"/usr/bin/{env,find,mkfifo} "$1/usr/bin/"
    (cd "$1.all/usr/lib" && cp -a --parents */libattr.so.1* "$1/usr/lib/")
    rm -rf "$1.all"
}

make_importer() {
    classes "$1" importer
    runtime_of "$1"
    program "$1" slipway-importer dev.slipway.importer.Main -XX:+UseSerialGC -Xmx192m -XX:-UsePerfData -XX:CompileCommand=quiet \
        '-XX:CompileCommand=CompileThresholdScaling,com.sun.crypto.provider.*::*,0.01' \
        --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -DZstdTempFolder=/var/run/slipway
}

# Keys: what each layer is made of.
# shellcheck disable=SC2046,SC2086
qemu_key() { versions $(closure $QEMU_PACKAGES) util-linux; }
# shellcheck disable=SC2046,SC2086
node_key() { versions $(closure $NODE_PACKAGES) util-linux coreutils; }
base_key() { versions libc6; }
java_key() { cat "$JDK/release"; echo "$JAVA_MODULES"; }
# shellcheck disable=SC2086
waiter_key() { versions $WAITER_PACKAGES; }
classes_key() { sha256sum <"$root/deploy/images/classes/$1"; }
jars_key() { find "$root/$1/target/image-lib" "$root/$1/target/slipway-$1-$VERSION.jar" -name '*.jar' -print0 2>/dev/null | sort -z | xargs -0 sha256sum; }
portal_key() { (cd "$root/portal/target/quarkus-app" && find app lib quarkus quarkus-run.jar -type f -print0 | sort -z | xargs -0 sha256sum); }

# How the JVM of a part of the control plane is run. At a start most of the time goes into compiling what hardly runs again, so code
# is compiled ten times later than usual (measured: 7.6 instead of 11 to 14 s of processor until the operator is ready), but for
# AES-GCM, which is fast only when compiled. Beside its heap a part needs 100 to 230 MiB, hence half of its memory (measured: 530 MiB
# in all of an operator with 2,000 machines and a heap of 300). On a busy node a JVM may take long to its first connection.
JVM_FLAGS='-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError -XX:MaxRAMPercentage=50
    -XX:CompileThresholdScaling=10 -XX:CompileCommand=quiet -XX:CompileCommand=CompileThresholdScaling,com.sun.crypto.provider.*::*,0.001
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
    -Dkubernetes.connection.timeout=60000 -Dvertx.disableFileCaching=true -Dvertx.disableFileCPResolving=true'

# runs ARGUMENT…: as the user of the control plane, or as root where USER_OF_PART says so.
runs() {
    configure "$(jq -cn --arg user "${USER_OF_PART:-65532:65532}" --arg flags "$JVM_FLAGS" '{User: $user, WorkingDir: "/tmp",
        Env: ["PATH=/usr/sbin:/usr/bin", "LANG=C.UTF-8"],
        Entrypoint: (["/opt/java/bin/java"] + [$flags | splits("\\s+")] + $ARGS.positional)}' --args -- "$@")"
}

# java MAIN: how a part is run whose jars are in lib.
java() {
    runs -Dorg.slf4j.simpleLogger.showDateTime=true "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX" -cp '/opt/slipway/lib/*' "$1"
}

image_operator() {
    layer base "$(base_key)"
    layer java "$(java_key)"
    layer operator "$(jars_key backend-operator)"
    java dev.slipway.operator.OperatorMain
}

image_vnc-proxy() {
    layer base "$(base_key)"
    layer java "$(java_key)"
    layer proxy "$(jars_key vnc-proxy)"
    java dev.slipway.vncproxy.front.VncProxyMain
}

image_portal() {
    layer base "$(base_key)"
    layer java "$(java_key)"
    layer portal "$(portal_key)"
    runs -jar /opt/slipway/portal/quarkus-run.jar
}

# On top of the launcher's own QEMU, because what a node can do is what this QEMU can do.
image_node-agent() {
    layer qemu "$(qemu_key)"
    layer java "$(java_key)"
    layer node "$(node_key)"
    layer agent "$(jars_key node-agent)"
    USER_OF_PART=0:0 java dev.slipway.nodeagent.NodeAgentMain
}

image_launcher() {
    layer qemu "$(qemu_key)"
    layer java "$(java_key)"
    layer waiter "$(waiter_key)"
    layer launcher "$(jars_key launcher; java_key; classes_key launcher)"
    configure '{"User":"107:107","WorkingDir":"/","Env":["PATH=/usr/sbin:/usr/bin","LANG=C.UTF-8","MALLOC_ARENA_MAX=1"],"Entrypoint":["/usr/bin/slipway-launcher"]}'
}

image_importer() {
    layer base "$(base_key)"
    layer java "$(java_key)"
    layer importer "$(jars_key importer)"
    configure '{"User":"107:107","WorkingDir":"/","Env":["PATH=/usr/sbin:/usr/bin","LANG=C.UTF-8"],"Entrypoint":["/usr/bin/slipway-importer"]}'
}
