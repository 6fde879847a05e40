<?xml version="1.0" encoding="utf-8"?>
<!-- Of the engine's documentation file, what the runbook says: steps, error ids, statuses. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="xml" encoding="utf-8" indent="no" />
  <xsl:template match="/doc">
    <doc>
      <members>
        <xsl:copy-of select="members/member[(starts-with(@name, 'T:LifecycleTools.Engine.Steps.') and why)
          or starts-with(@name, 'F:LifecycleTools.Engine.Errors.ErrorIds.')
          or starts-with(@name, 'F:LifecycleTools.StepStatus.')]" />
      </members>
    </doc>
  </xsl:template>
</xsl:stylesheet>
