# Layers of files and the OCI archives made of them (OCI image-spec v1.1). A layer is kept under the hash of what it is made of.

# Every file and image has this age, so that nothing depends on when it was built.
EPOCH=1767225600

# layer NAME KEY: adds the layer, made by the function make_NAME, which fills the directory it gets. SHARED are functions that
# several of those use.
layer() {
    local name=$1 key
    key=$(printf '%s\n' "$name" "$2" "$(declare -f "make_$name" layer fetch ${SHARED[*]})" | sha256sum | cut -c1-24)
    local kept=$cache/$name-$key.layer
    if [ ! -d "$kept" ]; then
        say "layer $name"
        local tree=$work/$name made=$work/$name.layer
        mkdir -p "$tree" "$made"
        "make_$name" "$tree"
        tar --create --directory "$tree" --format=gnu --sort=name --mtime=@$EPOCH --owner=0 --group=0 --numeric-owner . >"$made/tar"
        sha256sum <"$made/tar" | cut -d' ' -f1 >"$made/diff-id"
        gzip -n -6 <"$made/tar" >"$made/gz"
        sha256sum <"$made/gz" | cut -d' ' -f1 >"$made/digest"
        stat -c %s "$made/tar" >"$made/unpacked"
        rm "$made/tar"
        mv "$made" "$kept"
        rm -rf "$tree"
    fi
    touch "$kept"
    layers+=("$kept")
}

# configure JSON: what the image says of how it is run; see "config" in the specification.
configure() { printf '%s' "$1" >"$work/run.json"; }

# blob FILE: puts a file among the blobs and prints its digest.
blob() {
    local digest
    digest=$(sha256sum <"$1" | cut -d' ' -f1)
    mv "$1" "$work/oci/blobs/sha256/$digest"
    echo "$digest"
}

# archive IMAGE: writes what layer and configure have gathered.
archive() {
    local image=$1 name=slipway.dev/$1:$VERSION kept digest
    rm -rf "$work/oci"
    mkdir -p "$work/oci/blobs/sha256"
    local descriptors=() diffs=() size=0 unpacked=0
    for kept in "${layers[@]}"; do
        digest=$(cat "$kept/digest")
        ln "$kept/gz" "$work/oci/blobs/sha256/$digest" 2>/dev/null || cp "$kept/gz" "$work/oci/blobs/sha256/$digest"
        descriptors+=("$(jq -cn --arg digest "sha256:$digest" --argjson size "$(stat -c %s "$kept/gz")" \
            '{mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", digest: $digest, size: $size}')")
        diffs+=("$(jq -cn --arg id "sha256:$(cat "$kept/diff-id")" '$id')")
        size=$((size + $(stat -c %s "$kept/gz")))
        unpacked=$((unpacked + $(cat "$kept/unpacked")))
    done
    printf '%s\n' "${diffs[@]}" | jq -cs --slurpfile run "$work/run.json" --arg created "$(date -u -d @$EPOCH +%FT%TZ)" --arg arch "$ARCHITECTURE" \
        '{created: $created, architecture: $arch, os: "linux", config: $run[0], rootfs: {type: "layers", diff_ids: .}}' >"$work/config"
    local config config_size
    config_size=$(stat -c %s "$work/config")
    config=$(blob "$work/config")
    printf '%s\n' "${descriptors[@]}" | jq -cs --arg digest "sha256:$config" --argjson size "$config_size" \
        '{schemaVersion: 2, mediaType: "application/vnd.oci.image.manifest.v1+json",
          config: {mediaType: "application/vnd.oci.image.config.v1+json", digest: $digest, size: $size}, layers: .}' >"$work/manifest"
    local manifest manifest_size
    manifest_size=$(stat -c %s "$work/manifest")
    manifest=$(blob "$work/manifest")
    jq -cn --arg digest "sha256:$manifest" --argjson size "$manifest_size" --arg name "$name" --arg tag "$VERSION" --arg arch "$ARCHITECTURE" \
        '{schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json",
          manifests: [{mediaType: "application/vnd.oci.image.manifest.v1+json", digest: $digest, size: $size,
            platform: {architecture: $arch, os: "linux"},
            annotations: {"io.containerd.image.name": $name, "org.opencontainers.image.ref.name": $tag}}]}' >"$work/oci/index.json"
    printf '{"imageLayoutVersion":"1.0.0"}' >"$work/oci/oci-layout"
    tar --create --directory "$work/oci" --format=gnu --sort=name --mtime=@$EPOCH --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX \
        --hard-dereference blobs index.json oci-layout >"$out/$image.tar.part"
    mv "$out/$image.tar.part" "$out/$image.tar"
    printf '%s sha256:%s %d MB, unpacked %d MB\n' "$name" "$manifest" $((size / 1000000)) $((unpacked / 1000000))
}

# unpack DIRECTORY: writes the files of what layer has gathered.
unpack() {
    local kept
    for kept in "${layers[@]}"; do
        tar --extract --gzip --directory "$1" --preserve-permissions --same-owner <"$kept/gz"
    done
}
