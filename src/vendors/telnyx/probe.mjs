import Telnyx, * as all from "telnyx";
console.log(Object.keys(all));
console.log(Object.getOwnPropertyNames(Telnyx).filter(k=>/Error|TIMEOUT|^Telnyx$|toFile|Page|Promise|Connection|IPs|Fqdn|Outbound|AccessIP/.test(k)));
const c=new Telnyx({apiKey:"k",timeout:0,maxRetries:0,fetch:(u,i)=>new Promise((r,j)=>{const t=setTimeout(()=>r(new Response("{}",{headers:{"content-type":"application/json"}})),300);i.signal.addEventListener("abort",()=>{clearTimeout(t);j(i.signal.reason)})})});
console.log(Object.keys(c).filter(k=>typeof c[k]!=="object"), "timeout", c.timeout);
for (const o of [{}, {timeout:0}]) try { console.log(await c.connections.retrieve("1",o)); } catch(e){console.log(e.constructor.name,e.message)}
console.log(Object.getOwnPropertyNames(Telnyx.prototype));
console.log(Object.keys(Telnyx.CredentialConnections), Object.keys(Telnyx.FqdnConnections), Telnyx.Actions);
console.log(Telnyx.toFile, Telnyx.DefaultFlatPagination);
