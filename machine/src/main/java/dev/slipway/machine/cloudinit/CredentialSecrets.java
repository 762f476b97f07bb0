package dev.slipway.machine.cloudinit;

import dev.slipway.api.kubevirt.AccessCredential;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.given.Given;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Secrets that {@code spec.accessCredentials} names, in its order, each once. */
public final class CredentialSecrets {
    private CredentialSecrets() {}

    /** Returns their names. */
    public static Stream<String> of(VirtualMachineInstanceSpec spec) {
        return Given.list(spec.accessCredentials()).stream()
                .map(CredentialSecrets::name)
                .flatMap(Stream::ofNullable)
                .filter(name -> !name.isEmpty())
                .distinct();
    }

    private static @Nullable String name(AccessCredential credential) {
        var key = Optional.ofNullable(credential.sshPublicKey())
                .flatMap(given -> Optional.ofNullable(given.source()))
                .flatMap(source -> Optional.ofNullable(source.secret()))
                .flatMap(secret -> Optional.ofNullable(secret.secretName()));
        return key.or(() -> Optional.ofNullable(credential.userPassword())
                        .flatMap(given -> Optional.ofNullable(given.source()))
                        .flatMap(source -> Optional.ofNullable(source.secret()))
                        .flatMap(secret -> Optional.ofNullable(secret.secretName())))
                .orElse(null);
    }
}
