package dev.slipway.portal.hardware;

import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Memory;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.portal.create.FormNumber;
import dev.slipway.portal.layout.Formats;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Processors and memory as the form has them.
 *
 * @param sockets number of sockets
 * @param cores cores of a socket
 * @param threads threads of a core
 * @param memory memory in GiB
 */
record Size(String sockets, String cores, String threads, String memory) {
    private static final BigDecimal GIB = BigDecimal.valueOf(1024L * 1024 * 1024);
    private static final int MOST = 512;
    private static final int MOST_GIB = 12 * 1024;

    /** Returns that of a template. */
    static Size of(VirtualMachineInstanceSpec template) {
        Optional<DomainSpec> domain = Optional.ofNullable(template.domain());
        Optional<CPU> cpu = domain.map(DomainSpec::cpu);
        return new Size(
                number(cpu.map(CPU::sockets).orElse(null)),
                number(cpu.map(CPU::cores).orElse(null)),
                number(cpu.map(CPU::threads).orElse(null)),
                memory(domain));
    }

    /** Returns what is wrong with it, by field. */
    Map<String, String> problems() {
        Map<String, String> found = new LinkedHashMap<>();
        FormNumber.problem("sockets", sockets, 1, MOST, true).ifPresent(sentence -> found.put("sockets", sentence));
        FormNumber.problem("cores", cores, 1, MOST, true).ifPresent(sentence -> found.put("cores", sentence));
        FormNumber.problem("threads", threads, 1, 2, true).ifPresent(sentence -> found.put("threads", sentence));
        FormNumber.problem("GiB of memory", memory, 0, MOST_GIB, false)
                .ifPresent(sentence -> found.put("memory", sentence));
        if (found.isEmpty() && cpus() > MOST) {
            found.put("sockets", cpus() + " processors are more than a guest can have: use " + MOST + " at most.");
        }
        return found;
    }

    /** Returns the number of virtual processors of a size without problems. */
    long cpus() {
        return Long.parseLong(sockets) * Long.parseLong(cores) * Long.parseLong(threads);
    }

    /** Returns the memory of a size without problems as a quantity. */
    String quantity() {
        return FormNumber.mebibytes(memory);
    }

    /** Returns it in words. */
    String words() {
        return cpus() + " vCPU, "
                + Formats.bytes(
                        Quantity.getAmountInBytes(new Quantity(quantity())).longValue());
    }

    private static String number(@Nullable Number value) {
        return value == null || value.longValue() == 0 ? "1" : value.toString();
    }

    private static String memory(Optional<DomainSpec> domain) {
        return domain.map(DomainSpec::memory)
                .map(Memory::guest)
                .or(() -> domain.map(DomainSpec::resources)
                        .map(resources -> resources.requests())
                        .map(requests -> requests.get("memory")))
                .map(Size::gib)
                .orElse("");
    }

    private static String gib(Quantity quantity) {
        return Quantity.getAmountInBytes(quantity)
                .divide(GIB, 6, java.math.RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }
}
