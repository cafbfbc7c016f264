import webpack from "webpack";
import { configurations } from "/work/main/webpack.config.mjs";
import { definitions, readExtension } from "/work/main/scripts/extension.ts";
import { cp } from "node:fs/promises";
const out = process.argv[2] ?? "/tmp/rm-dist/extension";
const ext = await readExtension("release");
const all = configurations(out, definitions(ext)).filter((c:any)=>c.name!=="hub");
const t=Date.now();
await new Promise<void>((res, rej)=>webpack(all).run((e:any,s:any)=>{ if(e) rej(e); else { console.log(s.toString({all:false,errors:true,warnings:true,assets:true})); res(); } }));
for (const n of ["seal","connection","deploy"]) { await cp(`/work/main/tasks/${n}/task.json`, `${out}/tasks/${n}/task.json`); await cp(`/work/main/tasks/${n}/icon.png`, `${out}/tasks/${n}/icon.png`); }
console.log(Date.now()-t,"ms");
