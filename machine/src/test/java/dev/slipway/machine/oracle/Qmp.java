package dev.slipway.machine.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;

/** A QEMU without guest that answers questions, on its standard input and output. */
final class Qmp implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Writer in;
    private final BufferedReader out;

    /** Starts QEMU with a machine of this type. */
    Qmp(String machine) throws IOException {
        process = new ProcessBuilder(
                        "/usr/bin/qemu-system-x86_64",
                        "-machine",
                        machine,
                        "-nodefaults",
                        "-display",
                        "none",
                        "-S",
                        "-qmp",
                        "stdio")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        in = process.outputWriter(UTF_8);
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        ask("qmp_capabilities", JSON.createObjectNode());
    }

    /** Returns QEMU's answer; nothing if it has none. */
    JsonNode ask(String command, ObjectNode arguments) {
        try {
            ObjectNode question = JSON.createObjectNode().put("execute", command);
            question.set("arguments", arguments);
            in.write(question + "\n");
            in.flush();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                JsonNode answer = JSON.readTree(line);
                if (answer.has("return") || answer.has("error")) {
                    return answer.path("return");
                }
            }
            throw new IOException("QEMU ended at " + question);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
