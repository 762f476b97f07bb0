package dev.slipway.machine.validate;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Whether user data that calls itself {@code #cloud-config} is YAML at all. KubeVirt does not look, and cloud-init says it
 * only in a log of the guest, which nobody can then sign in to.
 */
final class CloudConfigSyntax {
    private static final String HEADER = "#cloud-config";

    private CloudConfigSyntax() {}

    /** Returns what is wrong and in which line, from 1; nothing for other kinds of user data. */
    static Optional<String> problem(String userData) {
        String first = userData.lines().findFirst().orElse("").strip();
        if (!first.equals(HEADER)) {
            return Optional.empty();
        }
        try {
            new Compose(LoadSettings.builder().setAllowDuplicateKeys(true).build()).composeString(userData);
            return Optional.empty();
        } catch (MarkedYamlEngineException e) {
            String line = e.getProblemMark()
                    .map(mark -> "line " + (mark.getLine() + 1) + ": ")
                    .orElse("");
            return Optional.of(line + e.getProblem());
        } catch (YamlEngineException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
