// The classes of `IPCortex.Types`. Each installation has its own: a listener on a class hears of the objects of its PBX only.

import { hide } from "../errors.js";
import { listenable, listOf, VALUES } from "./model.js";

/** Getters of the values that the PBX says, as they are. */
function plain(prototype, names) {
  for (const name of names) {
    Object.defineProperty(prototype, name, {
      configurable: true,
      enumerable: true,
      get() {
        return this[VALUES][name];
      },
    });
  }
}

/** Getters of lists, which are given out as copies. */
function lists(prototype, names) {
  for (const name of names) {
    Object.defineProperty(prototype, name, {
      configurable: true,
      enumerable: true,
      get() {
        return [...listOf(this[VALUES][name])];
      },
    });
  }
}

/** What a page sets itself. */
function settable(prototype, names) {
  for (const name of names) {
    const own = Symbol(name);
    Object.defineProperty(prototype, name, {
      configurable: true,
      enumerable: true,
      get() {
        return this[own] ?? this[VALUES][name] ?? false;
      },
      set(value) {
        hide(this, { [own]: Boolean(value) });
      },
    });
  }
}

/** Makes the classes; `act` does what their methods ask: calls, photos, tags. */
export function makeTypes(act) {
  class Entity {
    constructor(model, values) {
      Object.defineProperty(this, "model", { value: model });
      Object.defineProperty(this, VALUES, { value: values, writable: true });
    }
    toJSON() {
      return { ...this[VALUES], ...("tags" in this && { tags: this.tags }) };
    }
  }
  hide(Entity.prototype, listenable("update", "deleted"));

  class Device extends Entity {
    get extensions() {
      return listOf(this[VALUES].extensions).map((key) => this.model.get("extension", key)).filter(Boolean);
    }
    get queues() {
      const states = this[VALUES].queues ?? {};
      return Object.fromEntries(Object.entries(states).map(([name, state]) => [name, { queue: this.model.get("queue", name), state }]));
    }
    get phone() {
      return this.model.get("phone", this[VALUES].phone);
    }
    get mailbox() {
      return this.model.get("mailbox", this[VALUES].mailbox);
    }
    get owner() {
      return this.model.get("contact", this[VALUES].ownerID);
    }
    get calls() {
      return this.model.callsOn(this[VALUES].name);
    }
    dial(number, party, callback) {
      return act.dial(this, number, typeof party === "function" ? party : callback);
    }
    enableRTC() {
      return act.missing("enableRTC");
    }
    history() {
      return act.missing("history");
    }
  }
  plain(Device.prototype, ["name", "label", "extension", "webrtc", "webrtcState", "ownerID", "mac", "features", "state", "blf"]);
  lists(Device.prototype, ["optOut"]);
  settable(Device.prototype, ["autoanswer", "autohold", "microphone"]);

  class Call extends Entity {
    constructor(model, values) {
      // The PBX may use an id again; never two calls of a page have one uid.
      super(model, { ...values, uid: (model.calls += 1) });
    }
    get device() {
      return this.model.get("device", this[VALUES].device);
    }
    get remoteMedia() {
      return [];
    }
    hangup(callback) {
      return act.control("hangup", this, callback);
    }
    hold(callback) {
      return act.control("hold", this, callback);
    }
    talk(callback) {
      return act.control("talk", this, callback);
    }
    send(target, callback) {
      return act.transfer(this, target, callback);
    }
  }
  plain(Call.prototype, ["label", "name", "number", "qname", "qnumber", "id", "uid", "cid", "stamp", "start", "inq", "outq", "qcall", "party", "features", "state", "nrState", "dtmfString"]);

  class Phone extends Entity {
    get devices() {
      return listOf(this[VALUES].deviceNames).map((name) => this.model.get("device", name)).filter(Boolean);
    }
    get extensions() {
      return listOf(this[VALUES].extensions).map((key) => this.model.get("extension", key)).filter(Boolean);
    }
    get owner() {
      return this.model.get("contact", this[VALUES].ownerID);
    }
  }
  plain(Phone.prototype, ["name", "ownerID", "lines", "mac", "features"]);
  lists(Phone.prototype, ["deviceNames"]);

  class Extension extends Entity {
    get owner() {
      return this.model.get("contact", this[VALUES].ownerID);
    }
    get contacts() {
      return listOf(this[VALUES].contacts).map((id) => this.model.get("contact", id)).filter(Boolean);
    }
    dial(device, callback) {
      return act.dial(device, this.number, callback);
    }
  }
  plain(Extension.prototype, ["extension", "number", "name", "ownerID", "canOpt", "company", "type", "blf"]);
  lists(Extension.prototype, ["ddis"]);

  /** Tags are null until they are asked for, and where there cannot be any; an array that is set is saved. */
  const tagged = (prototype, target) =>
    Object.defineProperty(prototype, "tags", {
      configurable: true,
      enumerable: true,
      get() {
        const tags = this.model.tagsOf(this);
        return tags && [...tags];
      },
      set(tags) {
        act.tag(target(this[VALUES]), tags);
      },
    });

  class Contact extends Entity {
    get states() {
      return { ...this[VALUES].states };
    }
    dial(device, callback) {
      const mine = this.model.all("extension").find((extension) => listOf(extension[VALUES].contacts).includes(this.cID));
      return act.dial(device, mine?.number, callback);
    }
    photo(size) {
      return act.photo(this.cID, size);
    }
    chat() {
      return act.missing("chat");
    }
    xmppReq() {
      return act.missing("xmppReq");
    }
    xmppAuth() {
      return act.missing("xmppAuth");
    }
    xmppDel() {
      return act.missing("xmppDel");
    }
  }
  plain(Contact.prototype, ["cID", "name", "uname", "company", "companyName", "email", "canCall", "canChat", "canTag", "chatID", "show", "blf"]);
  tagged(Contact.prototype, ({ cID }) => `contact:${cID}`);

  class Address extends Entity {
    get contact() {
      return this.model.get("contact", this[VALUES].contact);
    }
    get isMe() {
      return this[VALUES].isMe ?? (act.me() !== null && this[VALUES].contact === act.me());
    }
    get show() {
      return this.contact?.show ?? "";
    }
    get blf() {
      return this.contact?.blf ?? 0;
    }
    sortFn(other) {
      return String(this.name).localeCompare(String(other?.name));
    }
    dial(device, callback) {
      return act.dial(device, this.number, callback);
    }
  }
  plain(Address.prototype, ["name", "number", "group", "email", "key", "canCall", "canChat", "canTag"]);
  tagged(Address.prototype, ({ key }) => `address:${key}`);

  class Mailbox extends Entity {}
  plain(Mailbox.prototype, ["name", "label", "read", "unread"]);

  class Queue extends Entity {
    get calls() {
      return Object.fromEntries(listOf(this[VALUES].calls).map((cid) => [cid, this.model.get("call", cid)]).filter(([, call]) => call));
    }
    get members() {
      return { ...this[VALUES].members };
    }
  }
  plain(Queue.prototype, ["name", "label", "depth"]);

  /** Chat, files and video calls are not offered. */
  class Room {}
  class File {}
  class Av {}

  const kinds = { call: Call, device: Device, phone: Phone, queue: Queue, mailbox: Mailbox, extension: Extension, contact: Contact, address: Address };
  const Types = { Device, Call, Phone, Extension, Contact, Address, Mailbox, Queue, Room, File, Av };
  for (const [name, Class] of Object.entries(Types)) {
    // Minifiers rename classes.
    Object.defineProperty(Class, "name", { value: name, configurable: true });
    hide(Class, listenable("new", "update", "deleted"));
  }
  for (const [kind, Class] of Object.entries(kinds)) hide(Class, { kind });
  return { Types, kinds };
}
