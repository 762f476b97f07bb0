package dev.slipway.portal.tasks;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/** The database of the task log: one that replicas share, or a file of the portal's own. */
@Singleton
class TaskDatabase {
    private static final int MOST_CONNECTIONS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DataSource own;
    private final Optional<AgroalDataSource> shared;

    TaskDatabase(DataSource own, TaskLogSettings settings) {
        this.own = own;
        this.shared = settings.url().filter(url -> !url.isBlank()).map(url -> open(url, settings));
    }

    private static AgroalDataSource open(String url, TaskLogSettings settings) {
        AgroalDataSourceConfigurationSupplier configuration = new AgroalDataSourceConfigurationSupplier();
        configuration
                .connectionPoolConfiguration()
                .minSize(0)
                .maxSize(MOST_CONNECTIONS)
                .acquisitionTimeout(PATIENCE)
                // a database that was away leaves connections behind that only look open
                .validateOnBorrow(true)
                .connectionValidator(AgroalConnectionPoolConfiguration.ConnectionValidator.defaultValidator())
                .connectionFactoryConfiguration()
                .jdbcUrl(url)
                .connectionProviderClassName("org.postgresql.Driver")
                .jdbcProperty("connectTimeout", Long.toString(PATIENCE.toSeconds()))
                .jdbcProperty("socketTimeout", "20")
                .jdbcProperty("ApplicationName", "slipway-portal");
        var factory = configuration.connectionPoolConfiguration().connectionFactoryConfiguration();
        settings.username().ifPresent(name -> factory.principal(new NamePrincipal(name)));
        settings.password().ifPresent(password -> factory.credential(new SimplePassword(password)));
        try {
            return AgroalDataSource.from(configuration);
        } catch (SQLException e) {
            throw new TaskLogFailure("be opened at " + url, e);
        }
    }

    /** Returns whether other replicas write into it, too. */
    boolean isShared() {
        return shared.isPresent();
    }

    Connection connect() throws SQLException {
        return shared.isPresent() ? shared.get().getConnection() : own.getConnection();
    }

    @PreDestroy
    void close() {
        shared.ifPresent(AgroalDataSource::close);
    }
}
