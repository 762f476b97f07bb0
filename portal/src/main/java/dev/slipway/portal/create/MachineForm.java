package dev.slipway.portal.create;

import jakarta.ws.rs.core.MultivaluedMap;

/**
 * What was typed into the create form.
 *
 * @param project namespace of the machine
 * @param name name of the machine
 * @param image address of the disk image
 * @param cpus number of processors
 * @param memory memory in GiB
 * @param disk size of the disk in GiB
 * @param user name of the first user in the guest; empty for none
 * @param password password of that user; empty for none
 * @param key SSH public key of that user; empty for none
 * @param start whether the machine starts at once
 */
record MachineForm(
        String project,
        String name,
        String image,
        String cpus,
        String memory,
        String disk,
        String user,
        String password,
        String key,
        boolean start) {
    /** Defaults that just work. */
    static MachineForm fresh(String project) {
        return new MachineForm(project.isEmpty() ? "default" : project, "", "", "1", "1", "10", "", "", "", true);
    }

    static MachineForm of(MultivaluedMap<String, String> fields) {
        return new MachineForm(
                text(fields, "project"),
                text(fields, "name"),
                text(fields, "image"),
                text(fields, "cpus"),
                text(fields, "memory"),
                text(fields, "disk"),
                text(fields, "user"),
                text(fields, "password"),
                text(fields, "key"),
                fields.containsKey("start"));
    }

    private static String text(MultivaluedMap<String, String> fields, String name) {
        String value = fields.getFirst(name);
        return value == null ? "" : value.strip();
    }
}
