using Microsoft.AspNetCore.Http.HttpResults;
using VisionSystem.Contracts;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.ServiceDefaults.Audit;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.ServiceDefaults.Http;
using VisionSystem.ServiceDefaults.Problems;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Models;

/// <summary><c>/v1/models</c>: the models and their state. An operator must enable <c>load</c> and <c>unload</c>.</summary>
internal static class ModelsApi
{
    public static void MapModelsApi(this IEndpointRouteBuilder routes)
    {
        var models = routes.MapGroup("/v1/models").WithTags("Models").AnswerHead();
        models.MapGet("", List).RequireScope(AccessSetup.DetectOrRead).WithName("ListModels").WithSummary("List the models of the repository");

        models.MapGet("{name}", Get).RequireScope(AccessSetup.DetectOrRead).WithName("GetModel").WithSummary("Describe one model")
            .ProducesProblem(StatusCodes.Status404NotFound);
        models.MapGet("{name}/{version}", GetVersion).RequireScope(AccessSetup.DetectOrRead).WithName("GetModelVersion").WithSummary("Describe one version of a model")
            .ProducesProblem(StatusCodes.Status404NotFound);

        Controlled(models.MapPost("{name}/load", LoadAsync), "model.load").WithName("LoadModel").WithSummary("Load a model, or its changed file immediately");
        Controlled(models.MapPost("{name}/{version}/load", LoadVersionAsync), "model.load").WithName("LoadModelVersion").WithSummary("Load one version of a model");
        Controlled(models.MapPost("{name}/unload", UnloadAsync), "model.unload").WithName("UnloadModel").WithSummary("Unload a model after its last image");
        Controlled(models.MapPost("{name}/{version}/unload", UnloadVersionAsync), "model.unload").WithName("UnloadModelVersion").WithSummary("Unload one version of a model");
    }

    private static RouteHandlerBuilder Controlled(RouteHandlerBuilder route, string action) => route
        .RequireScope(Scope.Models)
        .Audited(action)
        .AddEndpointFilter(RequireControl)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static ValueTask<object?> RequireControl(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<ModelOptions>().AllowControl
            ? next(context)
            : new(InferenceProblems.ModelControlOff.Result(
                "Loading and unloading over HTTP is disabled; set CV_MODEL_CONTROL=true (Vision:Models:AllowControl) to enable it."));

    private static Ok<ModelList> List(ModelRepository repository, ModelFiles files) => TypedResults.Ok(
        new ModelList(repository.DefaultName, [.. repository.States().Select(state => ModelSummary.Of(state, files))]));

    private static Results<Ok<ModelSummary>, ProblemResult> Get(string name, ModelRepository repository, ModelFiles files)
    {
        var state = repository.State(ModelFiles.Stem(name));
        return state.Usage is null && files.TryFind(name) is null
            ? InferenceProblems.ModelNotFound.Result($"Model '{name}' does not exist; GET /v1/models lists the available models.")
            : TypedResults.Ok(ModelSummary.Of(state, files));
    }

    private static Results<Ok<ModelSummary>, ProblemResult> GetVersion(string name, string version, ModelRepository repository, ModelFiles files) =>
        Get(Join(name, version), repository, files);

    private static async Task<Results<Ok<ModelSummary>, ProblemResult>> LoadAsync(
        string name, ModelRepository repository, ModelFiles files, CancellationToken cancellationToken)
    {
        try
        {
            return TypedResults.Ok(ModelSummary.Of(await repository.ReloadAsync(name, cancellationToken), files));
        }
        catch (ModelException e)
        {
            return InferenceProblems.Of(e.Fault).Result(e.Message);
        }
    }

    private static Task<Results<Ok<ModelSummary>, ProblemResult>> LoadVersionAsync(
        string name, string version, ModelRepository repository, ModelFiles files, CancellationToken cancellationToken) =>
        LoadAsync(Join(name, version), repository, files, cancellationToken);

    private static async Task<Results<Ok<ModelSummary>, ProblemResult>> UnloadAsync(
        string name, ModelRepository repository, ModelFiles files, CancellationToken cancellationToken)
    {
        if (ModelFiles.Stem(name) == repository.DefaultName)
        {
            return Problems.Conflict.Result($"'{repository.DefaultName}' is the default model, which cannot be unloaded.");
        }

        try
        {
            return TypedResults.Ok(ModelSummary.Of(await repository.UnloadAsync(name, cancellationToken), files));
        }
        catch (ModelException e)
        {
            return InferenceProblems.Of(e.Fault).Result(e.Message);
        }
    }

    private static Task<Results<Ok<ModelSummary>, ProblemResult>> UnloadVersionAsync(
        string name, string version, ModelRepository repository, ModelFiles files, CancellationToken cancellationToken) =>
        UnloadAsync(Join(name, version), repository, files, cancellationToken);

    private static string Join(string name, string version) => name + "/" + version;
}
