package dev.slipway.importer;

import com.fasterxml.jackson.core.JsonFactory;
import com.github.luben.zstd.Zstd;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.io.IOUtils;
import org.apache.commons.lang3.ArrayFill;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.tukaani.xz.XZInputStream;
import software.amazon.awssdk.annotations.SdkPublicApi;
import software.amazon.awssdk.checksums.SdkChecksum;
import software.amazon.awssdk.checksums.spi.ChecksumAlgorithm;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.utils.Validate;

/** How to start an importer's JVM so that it starts fast; for whoever starts importers or builds their image. */
public final class ImporterCommand {
    private static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            // AES-GCM is fast only when compiled by C2, and an importer's life is short: not after 80 MB, but at once.
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=CompileThresholdScaling,com.sun.crypto.provider.*::*,0.01",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private ImporterCommand() {}

    /** Returns where the classes of an importer lie now: its own jar and those that it uses. */
    public static List<Path> jars() {
        return Stream.of(
                        Main.class,
                        JsonFactory.class,
                        XZInputStream.class,
                        Zstd.class,
                        TarArchiveInputStream.class,
                        // What Commons Compress uses for tar.
                        IOUtils.class,
                        ArrayFill.class,
                        // AWS's signer and what it uses.
                        AwsV4HttpSigner.class,
                        HttpSigner.class,
                        AwsCredentialsIdentity.class,
                        SdkHttpRequest.class,
                        ChecksumAlgorithm.class,
                        SdkChecksum.class,
                        SdkPublicApi.class,
                        Validate.class,
                        Publisher.class,
                        Logger.class)
                .map(ImporterCommand::place)
                .distinct()
                .toList();
    }

    /**
     * Returns the command up to the verb.
     *
     * @param java program of the JVM
     * @param jars the jars of {@link #jars}, wherever they were copied to
     * @param cache AOT cache made by {@link #rehearsal} with the same JVM and jars; left out if it is not there
     */
    public static List<String> of(Path java, List<Path> jars, Path cache) {
        // The heap holds little: what is imported passes through buffers outside of it.
        return command(
                java,
                jars,
                Files.isReadable(cache) ? List.of("-Xmx192m", "-XX:AOTCache=" + cache) : List.of("-Xmx192m"));
    }

    /**
     * Returns the command, up to the verb, of an importer that leaves an AOT cache behind. To be run once with the environment
     * of an ordinary small import, whose classes are then in the cache.
     */
    public static List<String> rehearsal(Path java, List<Path> jars, Path cache) {
        return command(java, jars, List.of("-Xmx256m", "-XX:AOTCacheOutput=" + cache));
    }

    private static List<String> command(Path java, List<Path> jars, List<String> more) {
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(FLAGS);
        command.addAll(more);
        command.addAll(List.of(
                "-cp",
                jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                Main.class.getName()));
        return command;
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of " + type + " is no path", e);
        }
    }
}
