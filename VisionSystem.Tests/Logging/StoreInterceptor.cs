using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Persistence.Sqlite;

namespace VisionSystem.Tests.Logging;

/// <summary>A proxy of the SQLite store that observes each call and can delay or fail it.</summary>
#pragma warning disable CA1852 // The runtime derives the proxy from this class.
internal class StoreInterceptor : DispatchProxy
{
    private IPredictionStore _store = null!;
    private Func<string, object?[], Task> _before = null!;

    /// <summary>Replaces the service's store with a proxy of it.</summary>
    /// <param name="before">Called with the method's name and arguments; the call continues after its task completes.</param>
    public static Action<IServiceCollection> Over(Func<string, object?[], Task> before) => services => services
        .AddSingleton<SqlitePredictionStore>()
        .AddSingleton(provider =>
        {
            var proxy = Create<IPredictionStore, StoreInterceptor>();
            ((StoreInterceptor)(object)proxy)._store = provider.GetRequiredService<SqlitePredictionStore>();
            ((StoreInterceptor)(object)proxy)._before = before;
            return proxy;
        });

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.ReturnType.IsGenericType && targetMethod.ReturnType.GetGenericTypeDefinition() == typeof(Task<>)
        ? typeof(StoreInterceptor).GetMethod(nameof(AfterAsync), BindingFlags.Instance | BindingFlags.NonPublic)!
            .MakeGenericMethod(targetMethod.ReturnType.GenericTypeArguments)
            .Invoke(this, [targetMethod, args])
        : targetMethod.Invoke(_store, args);

    private async Task<T> AfterAsync<T>(MethodInfo method, object?[] args)
    {
        await _before(method.Name, args);
        return await (Task<T>)method.Invoke(_store, args)!;
    }
}
