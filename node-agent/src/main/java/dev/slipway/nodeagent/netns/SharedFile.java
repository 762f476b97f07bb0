package dev.slipway.nodeagent.netns;

import java.io.IOException;

/**
 * A file or directory of one container that another container sees, without a copy: a mount that goes with the other container.
 *
 * @param owner number of a process of the container that has the file
 * @param file its path there
 * @param viewer number of a process of the container that shall see it
 * @param place path of a file or directory there, which it covers
 */
public record SharedFile(long owner, String file, long viewer, String place) {
    /** Mounts it. Paths are those of the two containers, so that symbolic links in them lead nowhere else. */
    public void mount() throws IOException {
        int from = new MountNamespace(owner).open();
        try {
            new MountNamespace(viewer)
                    .enter(
                            "the file %s of a container could not be shown to another".formatted(file),
                            to -> move(from, to));
        } finally {
            Libc.close(from);
        }
    }

    /** Takes a mount of a container away; whoever still has files of it open keeps them. */
    public static void unmount(long viewer, String place) throws IOException {
        new MountNamespace(viewer)
                .run("%s of a container could not be unmounted".formatted(place), () -> Libc.unmount(place));
    }

    private void move(int from, int to) throws IOException {
        Libc.enterMounts(from);
        int tree = Libc.openTree(file);
        try {
            Libc.enterMounts(to);
            Libc.moveMount(tree, place);
        } finally {
            Libc.close(tree);
        }
    }
}
