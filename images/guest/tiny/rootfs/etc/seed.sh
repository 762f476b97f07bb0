# What the tiny guest takes from a cloud-init seed: the host name, one user with a password, and a script.
# It is no YAML parser: the keys are read where a line begins with them.

read_seed() {
    hostname tiny
    for label in cidata CIDATA config-2; do
        seed=$(findfs LABEL=$label 2>/dev/null) && break
        seed=
    done
    [ -n "$seed" ] || return 0
    modprobe -q isofs
    mount -o ro -t iso9660 "$seed" /mnt/seed 2>/dev/null || {
        modprobe -q vfat
        mount -o ro -t vfat "$seed" /mnt/seed 2>/dev/null || return 0
    }
    user_data=/mnt/seed/user-data
    meta_data=/mnt/seed/meta-data
    if [ -d /mnt/seed/openstack/latest ]; then
        user_data=/mnt/seed/openstack/latest/user_data
        meta_data=/mnt/seed/openstack/latest/meta_data.json
    fi
    name=$(seed_value "$user_data" hostname)
    [ -n "$name" ] || name=$(seed_value "$meta_data" local-hostname)
    [ -n "$name" ] || name=$(seed_value "$meta_data" hostname)
    [ -z "$name" ] || hostname "$name"
    hostname >/etc/hostname
    password=$(seed_value "$user_data" password)
    user=$(seed_value "$user_data" user)
    [ -z "$password" ] || seed_user "${user:-tiny}" "$password"
}

# seed_value FILE KEY: a key of YAML at the start of a line, or of JSON anywhere.
seed_value() {
    [ -f "$1" ] || return 0
    sed -n -e "s/^$2:[[:space:]]*[\"']\{0,1\}\([^\"'#]*\).*/\1/p" -e "s/.*\"$2\":[[:space:]]*\"\([^\"]*\)\".*/\1/p" "$1" |
        sed -e 's/[[:space:]]*$//' -e q
}

seed_user() {
    case $1 in
        root) ;;
        *[!a-z0-9_-]*) return 0 ;;
        *)
            grep -q "^$1:" /etc/passwd || {
                echo "$1:x:1000:1000::/data/$1:/bin/sh" >>/etc/passwd
                echo "$1::19000:0:99999:7:::" >>/etc/shadow
                echo "$1:x:1000:" >>/etc/group
            }
            ;;
    esac
    echo "$1:$2" | chpasswd
}

# User data that is a script runs once for each start, after the network is up.
run_seed_script() {
    [ -n "$seed" ] && [ -f "$user_data" ] || return 0
    case $(head -c 2 "$user_data") in
        '#!') cp "$user_data" /run/user-data && chmod 700 /run/user-data && /run/user-data >/var/log/user-data.log 2>&1 ;;
    esac
}
