package dev.slipway.api.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/** The build step that writes the CustomResourceDefinitions to {@code deploy/crds/}. */
public final class CustomResourceFiles {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();

    private CustomResourceFiles() {}

    /** Writes every file into the folder named by the only argument. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("Name the folder for the definitions, for example deploy/crds.");
        }
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        for (var file : contents().entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
    }

    /** Returns the text of each file by its name. */
    static SortedMap<String, String> contents() {
        SortedMap<String, String> files = new TreeMap<>();
        for (JsonNode definition : CustomResourceDefinitions.all()) {
            files.put(definition.at("/metadata/name").asText() + ".yaml", text(definition));
        }
        return files;
    }

    private static String text(JsonNode definition) {
        try {
            return YAML.writeValueAsString(definition);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a definition is no tree", e);
        }
    }
}
