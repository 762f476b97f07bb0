package dev.slipway.portal.create;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.portal.yaml.YamlText;
import java.util.List;
import java.util.Optional;

/** User data for cloud-init as somebody typed it. */
final class UserData {
    /** KubeVirt: as much may stand in the object itself. */
    private static final int MOST_BYTES = 2048;

    private static final String CONFIG = "#cloud-config";

    /** First words of the forms that cloud-init knows beside {@value #CONFIG}; its documentation, "User-data formats". */
    private static final List<String> OTHERS = List.of(
            "#!",
            "#include",
            "#cloud-boothook",
            "#cloud-config-archive",
            "#part-handler",
            "## template: jinja",
            "Content-Type: multipart",
            "MIME-Version:");

    private UserData() {}

    /** Returns what is wrong with a text; cloud-init itself would only say so in the log of the guest. */
    static Optional<String> problem(String text) {
        int bytes = text.getBytes(UTF_8).length;
        if (bytes > MOST_BYTES) {
            return Optional.of("The user data has " + bytes + " bytes; at most " + MOST_BYTES
                    + " may stand in a machine. Put it into a Secret and name that in the YAML.");
        }
        if (OTHERS.stream().anyMatch(text::startsWith)) {
            return Optional.empty();
        }
        if (!text.startsWith(CONFIG)) {
            return Optional.of("The first line must say what the user data is: " + CONFIG
                    + " for YAML, or #!/bin/sh for a script. Without it cloud-init does nothing.");
        }
        return switch (YamlText.parse(text)) {
            case YamlText.Parsed.Wrong wrong -> Optional.of(wrong.sentence());
            case YamlText.Parsed.Value parsed ->
                parsed.value() == null || YamlText.isObject(parsed.value())
                        ? Optional.empty()
                        : Optional.of(
                                "The user data is no object: write keys such as \"packages:\" below " + CONFIG + ".");
        };
    }
}
