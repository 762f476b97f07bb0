package dev.slipway.cluster.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * kubectl as somebody whom a token is about, without the admin's certificate; as the admin if there is no token.
 *
 * @param kubeconfig file by which it finds the cluster
 * @param token signed by the provider; may be empty
 */
record KubectlAs(Path kubeconfig, String token) {
    private static final int LONGEST_SECONDS = 180;

    private record Outcome(int exit, String said) {}

    /** Runs a command that must succeed; returns what it printed. */
    String run(String... arguments) throws IOException, InterruptedException {
        return feed("", arguments);
    }

    /** Runs a command that must succeed, with a standard input. */
    String feed(String input, String... arguments) throws IOException, InterruptedException {
        Outcome outcome = attempt(input, arguments);
        if (outcome.exit != 0) {
            throw new IOException("kubectl " + String.join(" ", arguments) + " failed: " + outcome.said);
        }
        return outcome.said;
    }

    /** Runs a command that must fail; returns what it said. */
    String refusal(String... arguments) throws IOException, InterruptedException {
        Outcome outcome = attempt("", arguments);
        if (outcome.exit == 0) {
            throw new IOException("kubectl " + String.join(" ", arguments) + " was not refused: " + outcome.said);
        }
        return outcome.said;
    }

    /** Returns whether the API server says that this may be done; {@code kubectl auth can-i} knows no resource that nobody serves yet. */
    boolean may(String verb, String group, String resource, String subresource, String namespace)
            throws IOException, InterruptedException {
        String review = """
                apiVersion: authorization.k8s.io/v1
                kind: SelfSubjectAccessReview
                spec:
                  resourceAttributes: {verb: %s, group: %s, resource: %s, subresource: "%s", namespace: %s}
                """.formatted(verb, group, resource, subresource, namespace);
        return feed(review, "create", "--validate=false", "-f", "-", "-o", "jsonpath={.status.allowed}")
                .strip()
                .equals("true");
    }

    private Outcome attempt(String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kubectl", "--kubeconfig", own().toString()));
        command.addAll(List.of(arguments));
        Path said = Files.createTempFile("kubectl", ".said");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(UTF_8));
            }
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + " did not end");
            }
            return new Outcome(process.exitValue(), Files.readString(said, UTF_8));
        } finally {
            Files.delete(said);
        }
    }

    /** With a certificate in the file kubectl would be the admin, whatever token it is given. */
    private Path own() throws IOException {
        if (token.isEmpty()) {
            return kubeconfig;
        }
        Path own = kubeconfig.resolveSibling(kubeconfig.getFileName() + ".user");
        StringBuilder text = new StringBuilder();
        for (String line : Files.readAllLines(kubeconfig, UTF_8)) {
            String word = line.strip();
            if (word.startsWith("client-certificate-data:")) {
                text.append(line.replaceAll("client-certificate-data:.*", "token: " + token))
                        .append('\n');
            } else if (!word.startsWith("client-key-data:")) {
                text.append(line).append('\n');
            }
        }
        Files.writeString(own, text, UTF_8);
        own.toFile().deleteOnExit();
        return own;
    }
}
