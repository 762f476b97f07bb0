package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.AccessCredential;
import dev.slipway.api.kubevirt.SSHPublicKeyAccessCredential;
import dev.slipway.api.kubevirt.UserPasswordAccessCredential;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Rules for {@code accessCredentials}. Source: KubeVirt v1.9.0, {@code vmi-create-admitter.go}. */
final class CredentialRules {
    private CredentialRules() {}

    static List<Cause> of(VirtualMachineInstanceSpec spec, FieldPath path) {
        List<AccessCredential> credentials = Objects.requireNonNullElse(spec.accessCredentials(), List.of());
        List<Volume> volumes = Objects.requireNonNullElse(spec.volumes(), List.of());
        List<Cause> causes = new ArrayList<>();
        for (int i = 0; i < credentials.size(); i++) {
            FieldPath field = path.child("accessCredentials").index(i);
            AccessCredential credential = credentials.get(i);
            boolean key = credential.sshPublicKey() != null;
            boolean password = credential.userPassword() != null;
            if (key == password) {
                causes.add(field.invalid(field + " has " + (key ? "two kinds" : "no kind")
                        + " of credential. Keep one of sshPublicKey and userPassword."));
            }
            if (credential.sshPublicKey() != null) {
                causes.addAll(key(credential.sshPublicKey(), volumes, field.child("sshPublicKey")));
            }
            if (credential.userPassword() != null) {
                causes.addAll(password(credential.userPassword(), field.child("userPassword")));
            }
        }
        return causes;
    }

    private static List<Cause> key(SSHPublicKeyAccessCredential key, List<Volume> volumes, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        if (key.source() == null || key.source().secret() == null) {
            causes.add(path.child("source")
                    .invalid(path + " names no Secret with the keys. Set source.secret.secretName."));
        }
        var method = key.propagationMethod();
        FieldPath field = path.child("propagationMethod");
        long methods = method == null
                ? 0
                : Stream.of(method.configDrive(), method.noCloud(), method.qemuGuestAgent())
                        .filter(Objects::nonNull)
                        .count();
        if (methods != 1) {
            causes.add(field.invalid(path + " has " + (methods == 0 ? "no" : "several")
                    + " propagationMethod. Keep one of noCloud, configDrive, qemuGuestAgent."));
        }
        if (method == null) {
            return causes;
        }
        if (method.noCloud() != null && volumes.stream().noneMatch(volume -> volume.cloudInitNoCloud() != null)) {
            causes.add(
                    field.invalid("noCloud brings the keys by a cloudInitNoCloud volume, but there is none. Add one."));
        }
        if (method.configDrive() != null
                && volumes.stream().noneMatch(volume -> volume.cloudInitConfigDrive() != null)) {
            causes.add(field.invalid(
                    "configDrive brings the keys by a cloudInitConfigDrive volume, but there is none. Add one."));
        }
        boolean users = method.qemuGuestAgent() == null
                || method.qemuGuestAgent().users() != null
                        && !method.qemuGuestAgent().users().isEmpty();
        if (!users) {
            causes.add(field.child("qemuGuestAgent", "users")
                    .invalid("qemuGuestAgent needs the names of the users who get the keys. Set users."));
        }
        return causes;
    }

    private static List<Cause> password(UserPasswordAccessCredential password, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        if (password.source() == null || password.source().secret() == null) {
            causes.add(path.child("source")
                    .invalid(path + " names no Secret with the passwords. Set source.secret.secretName."));
        }
        if (password.propagationMethod() == null || password.propagationMethod().qemuGuestAgent() == null) {
            causes.add(path.child("propagationMethod")
                    .invalid(path + " has no propagationMethod. Set qemuGuestAgent: {}."));
        }
        return causes;
    }
}
