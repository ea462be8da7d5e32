using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>Options classes that are checked before the service starts.</summary>
public static class ValidatedOptionsExtensions
{
    /// <summary>
    /// Binds <typeparamref name="T"/> to a configuration section and registers it as itself and as
    /// <see cref="IOptions{T}"/>. What is wrong with it is listed, with all other errors, when the service starts.
    /// </summary>
    public static IHostApplicationBuilder AddValidatedOptions<T>(this IHostApplicationBuilder builder, string section)
        where T : class, IValidated, new()
    {
        builder.Services.AddOptions<T>()
            .Configure<IConfiguration>((options, configuration) => TryBind(configuration.GetSection(section), options));
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<T>>().Value);
        builder.Services.AddSingleton(new ValidatedSection(
            section, configuration => configuration.Bind(new T()), services => services.GetRequiredService<T>()));
        return builder;
    }

    /// <summary>Never throws: what does not fit is listed at start, and options may be asked for before that.</summary>
    private static void TryBind<T>(IConfigurationSection section, T options)
    {
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException)
        {
            // StartupValidation binds again and reports it.
        }
    }
}

/// <summary>One options class to check at start.</summary>
/// <param name="Path">The configuration section.</param>
/// <param name="Bind">Binds it; throws <see cref="InvalidOperationException"/> when a value does not fit its property.</param>
/// <param name="Options">What the service got.</param>
internal sealed record ValidatedSection(string Path, Action<IConfigurationSection> Bind, Func<IServiceProvider, IValidated> Options);
