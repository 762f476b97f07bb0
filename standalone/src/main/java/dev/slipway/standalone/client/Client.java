package dev.slipway.standalone.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Entry of the commands: {@code --data DIR demo --image FILE}, {@code --data DIR shut-down-machines}, {@code --data DIR
 * import-xml FILE} and {@code --data DIR rehearse}.
 */
public final class Client {
    /** The command cannot go on; the message is the sentence for the user. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;

        Failed(String message) {
            super(message);
        }
    }

    private Client() {}

    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        try {
            run(words);
        } catch (Failed e) {
            System.err.println("slipway: " + e.getMessage());
            System.exit(1);
        } catch (KubernetesClientException | IOException e) {
            System.err.println("slipway: the running Slipway did not answer as expected: " + e.getMessage());
            System.exit(1);
        } catch (InterruptedException e) {
            System.exit(130);
        }
        System.exit(0);
    }

    private static void run(List<String> words) throws Failed, IOException, InterruptedException {
        if (words.size() < 3 || !words.getFirst().equals("--data")) {
            throw new Failed("client commands begin with --data DIR");
        }
        if (words.get(2).equals("import-xml")) {
            importXml(Path.of(words.get(1)), ImportXml.parse(words.subList(3, words.size())));
            return;
        }
        Installation installation = Installation.in(Path.of(words.get(1)));
        try (KubernetesClient client = connect(installation)) {
            switch (words.get(2)) {
                case "demo" -> new Demo(client, installation, System.err::println).run(image(words));
                case "rehearse" ->
                    new Rehearsal(client, installation, System.err::println).run(installation.firstPassword());
                case "shut-down-machines" -> new ShutDown(client, System.err::println).all();
                default -> throw new Failed(words.get(2) + " is not a client command");
            }
        }
    }

    /** Needs a running Slipway only where the machine is to be made. */
    private static void importXml(Path data, ImportXml wish) throws Failed, IOException {
        ObjectNode machine = wish.read(System.out, System.err);
        if (wish.apply()) {
            try (KubernetesClient client = connect(Installation.in(data))) {
                wish.apply(client, machine, System.err);
            }
        }
    }

    private static Path image(List<String> words) throws Failed {
        if (words.size() == 5 && words.get(3).equals("--image") && Files.isReadable(Path.of(words.get(4)))) {
            return Path.of(words.get(4));
        }
        throw new Failed("demo needs --image FILE, a disk image that can be read");
    }

    private static KubernetesClient connect(Installation installation) throws IOException {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(Files.readString(installation.kubeconfig())))
                .build();
    }
}
