using System;
using System.Linq;
using System.Management.Automation;
using System.Text;

namespace LifecycleTools.Binding;

/// <summary>Takes the body of a delivery as text too, which is UTF-8 on its way, whatever this session prefers.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DeliveredBodyAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object given = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return given switch
        {
            string text => Encoding.UTF8.GetBytes(text),

            // The lines of a file are not its bytes: what stood between them is gone.
            Array lines when lines.Cast<object?>().Any(IsText) => throw new ArgumentTransformationMetadataException("The body must be as it came: bytes, or one text. For a file: Get-Content -Raw."),
            _ => inputData,
        };
    }

    private static bool IsText(object? one) => one is string or PSObject { BaseObject: string };
}
