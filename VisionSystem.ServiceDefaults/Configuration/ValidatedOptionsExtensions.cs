using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>Options classes that are checked before the service starts.</summary>
public static class ValidatedOptionsExtensions
{
    /// <summary>
    /// Binds <typeparamref name="T"/> to a configuration section and registers it as itself and as <see cref="IOptions{T}"/>.
    /// Its data annotations and <see cref="System.ComponentModel.DataAnnotations.IValidatableObject"/> are checked at start.
    /// </summary>
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

    /// <summary>The settings of the options that are registered so far, by key.</summary>
    public static IReadOnlyDictionary<string, Setting> Settings(this IHostApplicationBuilder builder) => Source(builder).Settings;

    private static OperatorNamesSource Source(IHostApplicationBuilder builder) => builder.Configuration.Sources.OfType<OperatorNamesSource>().Single();

    /// <summary>A value that does not fit is for <see cref="OptionsErrors{T}"/> to report, with all others.</summary>
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

/// <summary>Creates one options class.</summary>
/// <param name="Run">Throws <see cref="OptionsValidationException"/> when it is wrong.</param>
internal sealed record StartupCheck(Action<IServiceProvider> Run);
