using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace VisionSystem.ServiceDefaults.Problems;

/// <summary>Makes the parameter binding tell what it could not read, so that the answer can say it.</summary>
internal static class ProblemSetup
{
    public static void AddProblems(this WebApplicationBuilder builder) =>
        builder.Services.Configure<RouteHandlerOptions>(static options => options.ThrowOnBadRequest = true);
}
