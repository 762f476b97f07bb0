package dev.slipway.machine.oracle;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * libvirt's programs without its daemon ({@code qemu:///embed}), in a world of their own with root: libvirt makes tap devices
 * to translate, and wants a user that only the package of its service makes.
 */
public final class Virsh {
    private static final String WORLD = """
            mount --bind "$0/passwd" /etc/passwd && mount --bind "$0/group" /etc/group && \\
            mount -t hugetlbfs -o pagesize=2M none "$0/pages" && PATH="$0/bin:$PATH" exec "$@"
            """;

    /** libvirt asks these programs what TPMs they can make, and has none to give where they are missing. */
    private static final String SWTPM_SETUP = """
            #!/bin/sh
            echo '{ "type": "swtpm_setup", "features": [ "tpm-1.2", "tpm-2.0" ], "version": "0.7.1" }'
            """;

    private static final String SCHEMA = "/usr/share/libvirt/schemas/domain.rng";

    /** What virsh prints after each of its commands. */
    private static final String END = "=END=";

    private static final String USER = "libvirt-qemu";

    private static final Path DRIVER =
            Path.of("/usr/lib/x86_64-linux-gnu/libvirt/connection-driver/libvirt_driver_qemu.so");

    private final Path folder;

    private Virsh(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes the world, or skips the test where libvirt is not installed or this user may make no namespaces.
     *
     * @param folder an empty folder
     */
    public static Virsh in(Path folder) throws IOException {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/virsh"))
                        && Files.exists(DRIVER)
                        && Files.isExecutable(Path.of("/usr/bin/xmllint")),
                "no libvirt here: install libvirt-clients, libvirt-daemon-driver-qemu and libxml2-utils");
        Files.writeString(
                folder.resolve("passwd"),
                Files.readString(Path.of("/etc/passwd")) + USER + ":x:64055:64055::/:/usr/sbin/nologin\n");
        Files.writeString(folder.resolve("group"), Files.readString(Path.of("/etc/group")) + USER + ":x:64055:\n");
        Path etc = Files.createDirectories(folder.resolve("root/etc"));
        Path pages = Files.createDirectory(folder.resolve("pages"));
        Files.writeString(
                etc.resolve("qemu.conf"), "user = \"root\"\ngroup = \"root\"\nhugetlbfs_mount = \"" + pages + "\"\n");
        Path programs = Files.createDirectory(folder.resolve("bin"));
        for (String name : List.of("swtpm_setup", "swtpm_ioctl")) {
            Path program = Files.writeString(programs.resolve(name), SWTPM_SETUP);
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Virsh virsh = new Virsh(folder);
        assumeTrue(
                virsh.run("true").isEmpty(),
                () -> "this user may make no namespaces, which the test needs: run it as root");
        return virsh;
    }

    /** Returns what libvirt's schema says of descriptions: a line for each that it takes, and why it does not take others. */
    public String validate(List<Path> descriptions) {
        List<String> words = new ArrayList<>(List.of("xmllint", "--noout", "--relaxng", SCHEMA));
        descriptions.forEach(description -> words.add(description.toString()));
        return run(words.toArray(String[]::new));
    }

    /** Returns QEMU's command lines of descriptions, or libvirt's errors, in their order. */
    public List<String> arguments(List<Path> descriptions) {
        String commands = descriptions.stream()
                .map(description -> "domxml-to-native qemu-argv " + description + "; echo " + END)
                .collect(Collectors.joining("; "));
        String all = run("virsh", "-q", "-c", "qemu:///embed?root=" + folder.resolve("root"), commands);
        return Stream.of(all.split(END))
                .map(String::strip)
                .limit(descriptions.size())
                .toList();
    }

    private String run(String... words) {
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--net"));
        if (!System.getProperty("user.name").equals("root")) {
            command.add("--map-root-user");
        }
        command.addAll(List.of("--", "sh", "-c", WORLD, folder.toString()));
        command.addAll(List.of(words));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                throw new IOException(String.join(" ", words) + " did not end");
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
