<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>weft::ExportModel</name>
    <message numerus="yes">
        <source>%1 ran it on %n validation images.</source>
        <comment>the engine</comment>
        <translation>
            <numerusform>%1 ran it on %n validation image.</numerusform>
            <numerusform>%1 ran it on %n validation images.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more could not be read.</source>
        <translation>
            <numerusform>%n more could not be read.</numerusform>
            <numerusform>%n more could not be read.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weft::MessageBar</name>
    <message numerus="yes">
        <source>%n more</source>
        <comment>messages behind this one</comment>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weft::ProgressHeader</name>
    <message numerus="yes">
        <source>loss scale %1, %n step(s) skipped</source>
        <translation>
            <numerusform>loss scale %1, %n step skipped</numerusform>
            <numerusform>loss scale %1, %n steps skipped</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weft::RunsPage</name>
    <message numerus="yes">
        <source>%n runs</source>
        <translation>
            <numerusform>%n run</numerusform>
            <numerusform>%n runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weft::ScheduleCurve</name>
    <message numerus="yes">
        <source>%n epoch(s)</source>
        <translation>
            <numerusform>%n epoch</numerusform>
            <numerusform>%n epochs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weft::StatusLine</name>
    <message numerus="yes">
        <source>%n thread(s)</source>
        <translation>
            <numerusform>%n thread</numerusform>
            <numerusform>%n threads</numerusform>
        </translation>
    </message>
</context>
</TS>
