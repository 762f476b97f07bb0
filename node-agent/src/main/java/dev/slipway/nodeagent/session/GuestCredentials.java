package dev.slipway.nodeagent.session;

import dev.slipway.api.kubevirt.AccessCredential;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.given.Given;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.pod.KubeletFiles;
import dev.slipway.nodeagent.pod.PodFiles;
import dev.slipway.nodeagent.status.GuestOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Brings keys and passwords of Secrets into a running guest through its agent, anew whenever they change. */
final class GuestCredentials {
    private Wanted done = Wanted.NOTHING;
    private Optional<GuestOutcome> outcome = Optional.empty();

    /** Keys and passwords by user. */
    private record Wanted(Map<String, List<String>> keys, Map<String, String> passwords) {
        static final Wanted NOTHING = new Wanted(Map.of(), Map.of());

        boolean isNothing() {
            return keys.isEmpty() && passwords.isEmpty();
        }
    }

    /** Returns how it stands; empty if the instance names no credentials for the agent. */
    Optional<GuestOutcome> outcome() {
        return outcome;
    }

    /** Does what is due; an agent that has gone is told everything again when it is back. */
    void bringInLine(VirtualMachineInstance vmi, PodFiles files, LauncherConnection launcher, boolean agent) {
        if (Given.list(vmi.getSpec().accessCredentials()).stream().noneMatch(GuestCredentials::throughAgent)) {
            outcome = Optional.empty();
            return;
        }
        if (!agent) {
            done = Wanted.NOTHING;
            outcome = Optional.of(new GuestOutcome(
                    false,
                    "",
                    "Keys and passwords wait for the guest's agent: install and start qemu-guest-agent in the guest."));
            return;
        }
        try {
            Wanted wanted = wanted(vmi, files);
            if (wanted.isNothing() || !wanted.equals(done)) {
                AgentCommands commands = new AgentCommands(launcher);
                for (Map.Entry<String, List<String>> user : wanted.keys().entrySet()) {
                    commands.setAuthorizedKeys(user.getKey(), user.getValue());
                }
                for (Map.Entry<String, String> user : wanted.passwords().entrySet()) {
                    commands.setPassword(user.getKey(), user.getValue());
                }
                done = wanted;
            }
            outcome = Optional.of(GuestOutcome.WELL);
        } catch (IOException e) {
            outcome = Optional.of(new GuestOutcome(false, "", String.valueOf(e.getMessage())));
        }
    }

    private static boolean throughAgent(AccessCredential credential) {
        var key = credential.sshPublicKey();
        var method = key == null ? null : key.propagationMethod();
        return credential.userPassword() != null || method != null && method.qemuGuestAgent() != null;
    }

    private static Wanted wanted(VirtualMachineInstance vmi, PodFiles files) throws IOException {
        Map<String, List<String>> keys = new TreeMap<>();
        Map<String, String> passwords = new TreeMap<>();
        for (AccessCredential credential : Given.list(vmi.getSpec().accessCredentials())) {
            if (!throughAgent(credential)) {
                continue;
            }
            var password = credential.userPassword();
            if (password != null) {
                var given = password.source();
                var secret = given == null ? null : given.secret();
                passwords.putAll(secret(files, secret == null ? null : secret.secretName()));
                continue;
            }
            var key = credential.sshPublicKey();
            var from = key == null ? null : key.source();
            var method = key == null ? null : key.propagationMethod();
            var agent = method == null ? null : method.qemuGuestAgent();
            var source = from == null ? null : from.secret();
            List<String> users = Given.list(agent == null ? null : agent.users());
            List<String> lines = secret(files, source == null ? null : source.secretName()).values().stream()
                    .flatMap(String::lines)
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            users.forEach(
                    user -> keys.computeIfAbsent(user, _ -> new ArrayList<>()).addAll(lines));
        }
        return new Wanted(keys, passwords);
    }

    private static Map<String, String> secret(PodFiles files, @Nullable String name) throws IOException {
        Map<String, byte[]> content = KubeletFiles.secret(files, Given.text(name))
                .orElseThrow(
                        () -> new IOException(
                                "spec.accessCredentials names Secret \"" + Given.text(name)
                                        + "\", which is not among the volumes of the launcher's Pod; restart the machine, then it is."));
        Map<String, String> texts = new TreeMap<>();
        content.forEach((key, value) -> texts.put(key, new String(value, StandardCharsets.UTF_8)));
        return texts;
    }
}
