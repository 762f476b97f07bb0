package dev.slipway.machine.cloudinit;

/** The two layouts of a seed that cloud-init looks for on a disk. */
enum SeedKind {
    /** {@code DataSourceNoCloud}: three files at the root of a file system labelled cidata. */
    NO_CLOUD("cidata", "user-data", "meta-data", "network-config"),
    /** {@code DataSourceConfigDrive}: OpenStack's layout on a file system labelled config-2. */
    CONFIG_DRIVE(
            "config-2",
            "openstack/latest/user_data",
            "openstack/latest/meta_data.json",
            "openstack/latest/network_data.json");

    private final String label;
    private final String userData;
    private final String metaData;
    private final String networkData;

    SeedKind(String label, String userData, String metaData, String networkData) {
        this.label = label;
        this.userData = userData;
        this.metaData = metaData;
        this.networkData = networkData;
    }

    String label() {
        return label;
    }

    String userDataPath() {
        return userData;
    }

    String metaDataPath() {
        return metaData;
    }

    String networkDataPath() {
        return networkData;
    }
}
