package dev.slipway.nodeagent.status;

import dev.slipway.api.kubevirt.AccessCredential;
import dev.slipway.api.kubevirt.SSHPublicKeyAccessCredentialPropagationMethod;
import dev.slipway.api.kubevirt.UserPasswordAccessCredentialPropagationMethod;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.given.Given;
import dev.slipway.nodeagent.launcher.GuestFacts;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whether a guest's agent can do what is asked of it. The commands and reasons are those of KubeVirt's handler. */
sealed interface AgentSupport {
    /** The agent has not said yet what it can do. */
    record Unknown() implements AgentSupport {}

    /** It can do all. */
    record Enough() implements AgentSupport {}

    /**
     * It cannot.
     *
     * @param reason KubeVirt's sentence
     * @param message which commands are missing, and the way out
     */
    record Lacking(String reason, String message) implements AgentSupport {}

    /** What every agent must know: what the status of an instance and its subresources come from. */
    List<String> BASIC = List.of(
            "guest-ping",
            "guest-get-time",
            "guest-info",
            "guest-shutdown",
            "guest-network-get-interfaces",
            "guest-get-fsinfo",
            "guest-get-host-name",
            "guest-get-users",
            "guest-get-timezone",
            "guest-get-osinfo");

    List<String> KEYS = List.of(
            "guest-ssh-get-authorized-keys", "guest-ssh-add-authorized-keys", "guest-ssh-remove-authorized-keys");

    /** How keys came into a guest before agents had commands for them. */
    List<String> KEYS_BY_FILES = List.of(
            "guest-exec-status",
            "guest-exec",
            "guest-file-open",
            "guest-file-close",
            "guest-file-read",
            "guest-file-write");

    List<String> PASSWORDS = List.of("guest-set-user-password");

    /** An agent that does not list its commands goes by its version, by KubeVirt's patterns. */
    Pattern VERSIONS = Pattern.compile("[2-5].");

    /** Looks at what the agent of an instance can do. */
    static AgentSupport of(VirtualMachineInstanceSpec spec, GuestFacts guest) {
        if (guest.version().isEmpty() && guest.commands().isEmpty()) {
            return new Unknown();
        }
        if (guest.commands().isEmpty()) {
            String version = guest.version().orElse("");
            return VERSIONS.matcher(version).find()
                    ? new Enough()
                    : new Lacking(
                            "Guest agent version '" + version + "' is not supported",
                            "Install a qemu-guest-agent in the guest that lists its commands.");
        }
        if (lacks(guest, BASIC)) {
            return lacking("basic", guest, BASIC);
        }
        List<AccessCredential> credentials = Given.list(spec.accessCredentials());
        if (credentials.stream().anyMatch(AgentSupport::isKeyByAgent)
                && lacks(guest, KEYS)
                && lacks(guest, KEYS_BY_FILES)) {
            return lacking("public key", guest, KEYS);
        }
        if (credentials.stream().anyMatch(AgentSupport::isPasswordByAgent) && lacks(guest, PASSWORDS)) {
            return lacking("password", guest, PASSWORDS);
        }
        return new Enough();
    }

    private static boolean lacks(GuestFacts guest, List<String> commands) {
        return commands.stream().anyMatch(command -> isMissing(guest.commands(), command));
    }

    private static boolean isMissing(Map<String, Boolean> commands, String command) {
        return !commands.getOrDefault(command, false);
    }

    private static Lacking lacking(String kind, GuestFacts guest, List<String> commands) {
        return new Lacking(
                "This guest agent doesn't support required " + kind + " commands",
                commands.stream()
                        .filter(command -> isMissing(guest.commands(), command))
                        .collect(Collectors.joining(
                                ", ",
                                "The guest's agent does not know, or may not run, ",
                                "; allow them in the guest's configuration of qemu-guest-agent, or install a"
                                        + " newer one.")));
    }

    private static boolean isKeyByAgent(AccessCredential credential) {
        var key = credential.sshPublicKey();
        SSHPublicKeyAccessCredentialPropagationMethod method = key == null ? null : key.propagationMethod();
        return method != null && method.qemuGuestAgent() != null;
    }

    private static boolean isPasswordByAgent(AccessCredential credential) {
        var password = credential.userPassword();
        UserPasswordAccessCredentialPropagationMethod method = password == null ? null : password.propagationMethod();
        return method != null && method.qemuGuestAgent() != null;
    }
}
