package dev.slipway.machine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.machine.qemu.GoldenCase;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each golden guest goes to QEMU by two ways: Slipway's translation, and libvirt's own of Slipway's description of it. What
 * the two lines do differently is in {@code docs/differences/libvirt.md}, with a reason, and nothing else is there.
 */
class LibvirtArgumentsTest {
    @TempDir
    Path folder;

    @Test
    void qemu_is_told_the_same_by_slipway_and_by_libvirt() throws IOException, URISyntaxException {
        Virsh virsh = Virsh.in(folder);
        List<DescribedCase> cases = GoldenCase.all().stream()
                .map(DescribedCase::of)
                .filter(described -> !described.isRefused())
                .toList();
        List<Path> descriptions = new ArrayList<>();
        for (DescribedCase described : cases) {
            descriptions.add(Files.writeString(folder.resolve(described.name() + ".xml"), described.takenByLibvirt()));
        }
        String validity = virsh.validate(descriptions);
        assertThat(descriptions).allSatisfy(file -> assertThat(validity).contains(file + " validates"));
        List<String> lines = virsh.arguments(descriptions);
        assertThat(lines).hasSameSizeAs(cases).noneMatch(line -> line.contains("error:"));
        assertThat(unexplained(cases, lines)).as("of %d guests", cases.size()).isEmpty();
        assertThat(cases).hasSizeGreaterThanOrEqualTo(30);
    }

    /** Returns, as lines, what has no reason in the list, and what is in the list for nothing. */
    private static String unexplained(List<DescribedCase> cases, List<String> lines) throws IOException {
        DifferencesList list = DifferencesList.read();
        List<String> unexplained = new ArrayList<>();
        try (QemuDefaults defaults = new QemuDefaults()) {
            for (int n = 0; n < cases.size(); n++) {
                String name = cases.get(n).name();
                List<String> differences = Comparison.of(
                        QemuModel.of(cases.get(n).arguments(), defaults::driver),
                        QemuModel.of(QemuArgument.ofShell(lines.get(n)), defaults::driver),
                        defaults);
                list.unexplained(differences).forEach(difference -> unexplained.add(name + ": " + difference));
            }
        }
        unexplained.addAll(list.stale());
        return String.join("\n", unexplained);
    }
}
