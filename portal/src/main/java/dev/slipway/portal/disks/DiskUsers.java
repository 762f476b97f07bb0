package dev.slipway.portal.disks;

import dev.slipway.portal.access.Visible;
import dev.slipway.portal.cluster.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What uses a disk: with its name where the visitor may see it, else only that there is something.
 *
 * @param machines machines that the visitor may see, by name
 * @param instances instances without a machine that the visitor may see, by name
 * @param image the image whose disk it is, if the visitor may see it
 * @param hiddenMachine whether a machine or instance has it that the visitor may not see
 * @param hiddenImage whether it is the disk of an image that the visitor may not see
 */
record DiskUsers(
        List<ObjectKey> machines,
        List<ObjectKey> instances,
        Optional<ObjectKey> image,
        boolean hiddenMachine,
        boolean hiddenImage) {
    DiskUsers {
        machines = List.copyOf(machines);
        instances = List.copyOf(instances);
    }

    /**
     * One user as lists show it.
     *
     * @param words before the name, or in its place
     * @param name name; empty if the visitor may not know it
     * @param href address of its page; empty if it has none
     */
    record Part(String words, String name, String href) {}

    /**
     * Sorts users.
     *
     * @param users machines, and instances without a machine, by name
     * @param machine tells machines from instances
     */
    static DiskUsers of(List<ObjectKey> users, Predicate<ObjectKey> machine, Optional<ObjectKey> image) {
        return new DiskUsers(
                users.stream().filter(machine).toList(),
                users.stream().filter(machine.negate()).toList(),
                image,
                false,
                false);
    }

    /** Returns them as somebody sees them who may see the machines and images of some projects. */
    DiskUsers seen(Visible inMachines, Visible ofImages) {
        Predicate<ObjectKey> seen = user -> inMachines.in(user.namespace());
        Optional<ObjectKey> seenImage = image.filter(found -> ofImages.in(found.namespace()));
        return new DiskUsers(
                machines.stream().filter(seen).toList(),
                instances.stream().filter(seen).toList(),
                seenImage,
                Stream.concat(machines.stream(), instances.stream()).anyMatch(seen.negate()),
                image.isPresent() && seenImage.isEmpty());
    }

    /** Returns whether a machine or instance has it. */
    boolean inMachine() {
        return hiddenMachine || !machines.isEmpty() || !instances.isEmpty();
    }

    /** Returns whether it is the disk of an image. */
    boolean ofImage() {
        return hiddenImage || image.isPresent();
    }

    /** Returns them as lists show them. */
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        machines.forEach(machine -> parts.add(new Part("", machine.name(), path("machines", machine) + "/disks")));
        instances.forEach(instance -> parts.add(new Part("instance ", instance.name(), "")));
        if (hiddenMachine) {
            parts.add(new Part("a machine that you may not see", "", ""));
        }
        image.ifPresent(found -> parts.add(new Part("image ", found.name(), path("images", found))));
        if (hiddenImage) {
            parts.add(new Part("an image that you may not see", "", ""));
        }
        return parts;
    }

    /** Returns the names that the visitor may know. */
    Stream<String> names() {
        return Stream.of(machines.stream(), instances.stream(), image.stream())
                .flatMap(keys -> keys)
                .map(ObjectKey::name);
    }

    /** Returns why the disk may not be deleted; empty if nothing uses it. */
    String hold(ObjectKey disk) {
        if (!machines.isEmpty()) {
            return disk.name() + " belongs to machine " + machines.getFirst().name()
                    + "; remove it there, or delete the machine with it.";
        }
        if (!instances.isEmpty()) {
            return disk.name() + " belongs to instance " + instances.getFirst().name()
                    + ", which has no machine; delete the instance first.";
        }
        if (hiddenMachine) {
            return disk.name() + " belongs to a machine that you may not see; ask somebody who may list"
                    + " virtualmachines in " + disk.namespace() + ".";
        }
        if (image.isPresent()) {
            return disk.name() + " is the disk of image " + image.get().name() + "; delete the image.";
        }
        return hiddenImage
                ? disk.name() + " is the disk of an image that you may not see; ask somebody who may list"
                        + " datasources."
                : "";
    }

    private static String path(String area, ObjectKey key) {
        return "/" + area + "/" + key.namespace() + "/" + key.name();
    }
}
