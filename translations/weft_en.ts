<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>weft::CloseGuard</name>
    <message numerus="yes">
        <source>“%1” was paused after %n epoch(s) and kept.</source>
        <translation>
            <numerusform>“%1” was paused after %n epoch and kept.</numerusform>
            <numerusform>“%1” was paused after %n epochs and kept.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>“%1” was cut off after %n epoch(s). Its last checkpoint is kept.</source>
        <translation>
            <numerusform>“%1” was cut off after %n epoch. Its last checkpoint is kept.</numerusform>
            <numerusform>“%1” was cut off after %n epochs. Its last checkpoint is kept.</numerusform>
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
