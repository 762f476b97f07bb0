package dev.slipway.standalone.apiserver.access;

import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.status.Problem;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Reads a caller from a client certificate: its common name is the user, its organisations are the groups. */
final class ClientCertificate {
    private ClientCertificate() {}

    static Caller caller(X509Certificate certificate) {
        String user = "";
        List<String> groups = new ArrayList<>();
        for (Rdn part : names(certificate)) {
            if (part.getType().equalsIgnoreCase("CN")) {
                user = part.getValue().toString();
            } else if (part.getType().equalsIgnoreCase("O")) {
                groups.add(part.getValue().toString());
            }
        }
        if (user.isEmpty()) {
            throw Problem.unauthorized().exception();
        }
        return new Caller(user, "", groups, Map.of());
    }

    private static List<Rdn> names(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName()).getRdns();
        } catch (InvalidNameException e) {
            throw Problem.unauthorized().exception();
        }
    }
}
