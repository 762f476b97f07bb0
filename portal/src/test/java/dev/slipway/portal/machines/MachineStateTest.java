package dev.slipway.portal.machines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each folder of {@code golden/state} is a case: what the cluster holds in {@code in.yaml}, what the portal says in {@code out.txt}. */
class MachineStateTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/state");

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(GOLDEN)) {
            return folders.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void state_is_told_as_written(Path folder) throws IOException {
        MachineFacts facts = facts(Files.readString(folder.resolve("in.yaml"), UTF_8));

        assertThat(text(MachineState.of(facts)))
                .isEqualToIgnoringNewLines(Files.readString(folder.resolve("out.txt"), UTF_8));
    }

    static MachineFacts facts(String yaml) {
        VirtualMachine vm = null;
        VirtualMachineInstance instance = null;
        List<DataVolume> dataVolumes = new ArrayList<>();
        List<PersistentVolumeClaim> claims = new ArrayList<>();
        for (String document : yaml.split("(?m)^---\\s*$")) {
            if (document.contains("kind: VirtualMachineInstance\n")) {
                instance = Serialization.unmarshal(document, VirtualMachineInstance.class);
            } else if (document.contains("kind: VirtualMachine\n")) {
                vm = Serialization.unmarshal(document, VirtualMachine.class);
            } else if (document.contains("kind: DataVolume\n")) {
                dataVolumes.add(Serialization.unmarshal(document, DataVolume.class));
            } else {
                claims.add(Serialization.unmarshal(document, PersistentVolumeClaim.class));
            }
        }
        return new MachineFacts(
                java.util.Objects.requireNonNull(vm), Optional.ofNullable(instance), dataVolumes, claims);
    }

    private static String text(MachineState state) {
        StringBuilder text = new StringBuilder(state.word().word()).append('\n');
        text.append("reason: ").append(state.reason()).append('\n');
        state.progress()
                .ifPresent(part -> text.append("progress: ").append(part).append('\n'));
        state.since().ifPresent(since -> text.append("since: ").append(since).append('\n'));
        state.notes().forEach(note -> text.append("note: ").append(note.words()).append('\n'));
        return text.toString();
    }
}
