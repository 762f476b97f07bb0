package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import io.fabric8.kubernetes.api.model.PodDNSConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Rules for {@code hostname}, {@code subdomain} and DNS. Source: KubeVirt v1.9.0, {@code vmi-create-admitter.go}. */
final class NameRules {
    private static final int MOST_NAMESERVERS = 3;
    private static final int MOST_SEARCHES = 6;
    private static final int LONGEST_SEARCH = 256;

    private NameRules() {}

    static List<Cause> of(VirtualMachineInstanceSpec spec, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        String hostname = Objects.requireNonNullElse(spec.hostname(), "");
        if (!hostname.isEmpty()) {
            DnsName.wrongLabel(hostname)
                    .ifPresent(wrong -> causes.add(path.child("hostname")
                            .invalid(path.child("hostname") + " '" + hostname + "' " + wrong + ".")));
        }
        String subdomain = Objects.requireNonNullElse(spec.subdomain(), "");
        if (!subdomain.isEmpty()) {
            DnsName.wrongSubdomain(subdomain)
                    .ifPresent(wrong -> causes.add(path.child("subdomain")
                            .invalid(path.child("subdomain") + " '" + subdomain + "' " + wrong + ".")));
        }
        PodDNSConfig dns = spec.dnsConfig();
        if ("None".equals(spec.dnsPolicy()) && dns == null) {
            causes.add(path.child("dnsConfig")
                    .required("dnsPolicy None needs dnsConfig with at least one nameserver, which is missing."));
        }
        if (dns != null
                && "None".equals(spec.dnsPolicy())
                && dns.getNameservers().isEmpty()) {
            causes.add(new FieldPath("nameservers")
                    .required("dnsPolicy None needs at least one nameserver. Add one to dnsConfig."));
        } else if (dns != null) {
            causes.addAll(dns(dns));
        }
        return causes;
    }

    private static List<Cause> dns(PodDNSConfig dns) {
        List<Cause> causes = new ArrayList<>();
        FieldPath servers = new FieldPath("nameservers");
        FieldPath searches = new FieldPath("searchDomains");
        if (dns.getNameservers().size() > MOST_NAMESERVERS) {
            causes.add(servers.invalid(
                    "There are " + dns.getNameservers().size() + " nameservers, at most 3 are allowed."));
        }
        dns.getNameservers().stream()
                .filter(server -> !IpAddress.isOne(server))
                .forEach(server -> causes.add(servers.invalid("Nameserver " + server + " is not an IP address.")));
        if (dns.getSearches().size() > MOST_SEARCHES) {
            causes.add(searches.invalid(
                    "There are " + dns.getSearches().size() + " search domains, at most 6 are allowed."));
        }
        if (String.join(" ", dns.getSearches()).length() > LONGEST_SEARCH) {
            causes.add(searches.invalid("The search domains have more than 256 characters together."));
        }
        dns.getSearches()
                .forEach(search -> DnsName.wrongSubdomain(search)
                        .ifPresent(wrong ->
                                causes.add(searches.invalid("Search domain '" + search + "' " + wrong + "."))));
        if (dns.getOptions().stream()
                .anyMatch(option -> option.getName() == null || option.getName().isEmpty())) {
            causes.add(new FieldPath("options").invalid("A DNS option has no name. Give it one, e.g. ndots."));
        }
        return causes;
    }
}
