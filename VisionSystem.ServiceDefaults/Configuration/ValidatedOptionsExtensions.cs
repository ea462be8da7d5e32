using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>Registers options classes that are validated before the service starts.</summary>
public static class ValidatedOptionsExtensions
{
    /// <summary>
    /// Binds <typeparamref name="T"/> to a configuration section and registers it as itself and as <see cref="IOptions{T}"/>.
    /// Its data annotations and <see cref="System.ComponentModel.DataAnnotations.IValidatableObject"/> are validated at start.
    /// </summary>
    /// <typeparam name="T">The options class.</typeparam>
    /// <param name="builder">The builder of the service.</param>
    /// <param name="section">The configuration section: <c>Vision:Images</c>.</param>
    /// <returns>The builder.</returns>
    public static IHostApplicationBuilder AddValidatedOptions<T>(this IHostApplicationBuilder builder, string section)
        where T : class, new()
    {
        Source(builder).Add(Setting.In(new T(), section));
        builder.Services.AddSingleton<IValidateOptions<T>>(services => new OptionsErrors<T>(section, services.GetRequiredService<IConfiguration>()));
        builder.Services.AddOptions<T>()
            .Configure<IConfiguration>((options, configuration) => TryBind(configuration.GetSection(section), options))
            .ValidateOnStart();
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<T>>().Value);
        builder.Services.AddSingleton(new StartupCheck(static services => _ = services.GetRequiredService<IOptions<T>>().Value));
        return builder;
    }

    /// <summary>The settings of the options registered so far.</summary>
    /// <param name="builder">The builder of the service.</param>
    /// <returns>The settings by configuration key.</returns>
    public static IReadOnlyDictionary<string, Setting> Settings(this IHostApplicationBuilder builder) => Source(builder).Settings;

    private static OperatorNamesSource Source(IHostApplicationBuilder builder) => builder.Configuration.Sources.OfType<OperatorNamesSource>().Single();

    /// <summary>Ignores an invalid value: <see cref="OptionsErrors{T}"/> reports it together with all others.</summary>
    private static void TryBind<T>(IConfigurationSection section, T options)
    {
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException)
        {
        }
    }
}

/// <summary>Validates one options class.</summary>
/// <param name="Run">Throws <see cref="OptionsValidationException"/> if the options are invalid.</param>
internal sealed record StartupCheck(Action<IServiceProvider> Run);
