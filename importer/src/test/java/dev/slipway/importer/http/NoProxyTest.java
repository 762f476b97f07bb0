package dev.slipway.importer.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoProxyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "example.org               | http://example.org/          | true",
                "example.org               | http://images.example.org/   | true",
                "example.org               | http://anexample.org/        | false",
                ".example.org              | http://images.example.org/   | true",
                ".example.org              | http://example.org/          | false",
                "*.example.org             | http://images.example.org/   | true",
                "EXAMPLE.org               | http://Images.example.ORG/   | true",
                "a.test, example.org       | http://example.org/          | true",
                "example.org:8080          | http://example.org:8080/     | true",
                "example.org:8080          | http://example.org/          | false",
                "10.0.0.0/8                | http://10.1.2.3/             | true",
                "10.0.0.0/8                | http://11.1.2.3/             | false",
                "10.0.0.0/99               | http://10.1.2.3/             | false",
                "10.1.2.3                  | http://10.1.2.3/             | true",
                "10.1.2.3:80               | http://10.1.2.3/             | true",
                "fd00::/8                  | http://[fd12::1]/            | true",
                "[fd12::1]                 | http://[fd12::1]/            | true",
                "*                         | https://far.test/            | true",
                "''                        | http://localhost:8080/       | true",
                "''                        | http://127.0.0.1/            | true",
                "''                        | http://[::1]/                | true",
                "''                        | http://far.test/             | false",
                "nonsense/xx               | http://far.test/             | false"
            })
    void rules_are_read_as_go_reads_them(String rules, String url, boolean without) {
        assertThat(NoProxy.parse(rules).holds(HttpTarget.parse(url))).isEqualTo(without);
    }
}
