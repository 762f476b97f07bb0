package dev.slipway.machine.cloudinit;

import dev.slipway.api.kubevirt.AccessCredential;
import dev.slipway.api.kubevirt.SSHPublicKeyAccessCredential;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The public keys that {@code spec.accessCredentials} sends through a seed: each value of each Secret is one. */
final class SshKeys {
    private SshKeys() {}

    static List<String> of(
            VirtualMachineInstance instance,
            SeedKind kind,
            Map<String, Map<String, byte[]>> secrets,
            List<SeedProblem> problems) {
        VirtualMachineInstanceSpec spec = instance.getSpec();
        List<AccessCredential> credentials = spec == null ? null : spec.accessCredentials();
        List<String> keys = new ArrayList<>();
        for (AccessCredential credential : credentials == null ? List.<AccessCredential>of() : credentials) {
            SSHPublicKeyAccessCredential key = credential.sshPublicKey();
            if (key == null || !through(key, kind)) {
                continue;
            }
            secretName(key).ifPresent(secret -> {
                Map<String, byte[]> content = secrets.get(secret);
                if (content == null) {
                    problems.add(new SeedProblem.SecretAbsent(
                            "spec.accessCredentials.sshPublicKey.source.secret.secretName", secret));
                } else {
                    new TreeMap<>(content)
                            .values().stream()
                                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                                    .filter(text -> !text.isEmpty())
                                    .forEach(keys::add);
                }
            });
        }
        return keys;
    }

    private static boolean through(SSHPublicKeyAccessCredential key, SeedKind kind) {
        var method = key.propagationMethod();
        if (method == null) {
            return false;
        }
        return switch (kind) {
            case NO_CLOUD -> method.noCloud() != null;
            case CONFIG_DRIVE -> method.configDrive() != null;
        };
    }

    private static Optional<String> secretName(SSHPublicKeyAccessCredential key) {
        var source = key.source();
        var secret = source == null ? null : source.secret();
        return Optional.ofNullable(secret == null ? null : secret.secretName()).filter(name -> !name.isEmpty());
    }
}
