package dev.slipway.portal.create;

import jakarta.ws.rs.core.MultivaluedMap;

/**
 * What was typed into the create form.
 *
 * @param project namespace of the machine
 * @param name name of the machine
 * @param disk where its disk comes from and how large it is
 * @param cpus number of processors
 * @param memory memory in GiB
 * @param network network attachment of the project; empty for the Pod network
 * @param login who may sign in first
 * @param start whether the machine starts at once
 */
record MachineForm(
        String project,
        String name,
        DiskChoice disk,
        String cpus,
        String memory,
        String network,
        Login login,
        boolean start) {
    /**
     * The first login, which cloud-init makes.
     *
     * @param user name of the first user in the guest; empty for none
     * @param password password of that user; empty for none
     * @param key SSH public key of that user; empty for none
     * @param userData user data for cloud-init that takes the place of all these; empty for none
     */
    record Login(String user, String password, String key, String userData) {}

    /** Defaults that just work. */
    static MachineForm fresh(String project, String name, DiskChoice disk) {
        return new MachineForm(project, name, disk, "1", "1", "", new Login("", "", "", ""), true);
    }

    static MachineForm of(MultivaluedMap<String, String> fields) {
        return new MachineForm(
                text(fields, "project"),
                text(fields, "name"),
                new DiskChoice(
                        DiskSource.of(text(fields, "source")),
                        text(fields, "from"),
                        text(fields, "image"),
                        text(fields, "claim"),
                        text(fields, "disk"),
                        text(fields, "class")),
                text(fields, "cpus"),
                text(fields, "memory"),
                text(fields, "network"),
                new Login(
                        text(fields, "user"),
                        text(fields, "password"),
                        text(fields, "key"),
                        text(fields, "userdata").replace("\r\n", "\n")),
                fields.containsKey("start"));
    }

    private static String text(MultivaluedMap<String, String> fields, String name) {
        String value = fields.getFirst(name);
        return value == null ? "" : value.strip();
    }
}
